import type { OperationContext } from "../../../kernel/service.ts";
import type { GetApiRequest } from "../../../models/appsync-types.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import { describeApi, requireApi } from "../apis/event-api.ts";

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_GetApi.html */
export function getApi(input: FromHost & GetApiRequest, context: OperationContext): object {
  return { api: describeApi(context, requireApi(context, input.apiId), input) };
}
