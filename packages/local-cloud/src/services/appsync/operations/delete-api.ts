import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteApiRequest } from "../../../models/appsync-types.ts";
import { eventApis, requireApi } from "../apis/event-api.ts";

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_DeleteApi.html */
export function deleteApi({ apiId }: DeleteApiRequest, context: OperationContext): object {
  requireApi(context, apiId);
  eventApis.remove(context, apiId);
  return {};
}
