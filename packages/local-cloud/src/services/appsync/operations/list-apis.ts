import type { OperationContext } from "../../../kernel/service.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import { describeApi, eventApis } from "../apis/event-api.ts";

/** There is one at most, so there are no pages. https://docs.aws.amazon.com/appsync/latest/APIReference/API_ListApis.html */
export function listApis(input: FromHost, context: OperationContext): object {
  return { apis: eventApis.all(context).map(api => describeApi(context, api, input)) };
}
