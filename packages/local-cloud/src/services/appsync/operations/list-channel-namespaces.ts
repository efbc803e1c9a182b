import type { OperationContext } from "../../../kernel/service.ts";
import type { ListChannelNamespacesRequest } from "../../../models/appsync-types.ts";
import { describeNamespace, requireApi } from "../apis/event-api.ts";

/** All at once, as there are few. https://docs.aws.amazon.com/appsync/latest/APIReference/API_ListChannelNamespaces.html */
export function listChannelNamespaces({ apiId }: ListChannelNamespacesRequest, context: OperationContext): object {
  const { namespaces } = requireApi(context, apiId);
  return { channelNamespaces: namespaces.map(namespace => describeNamespace(context, apiId, namespace)) };
}
