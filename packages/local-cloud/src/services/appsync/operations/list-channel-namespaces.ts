import type { OperationContext } from "../../../kernel/service.ts";
import { describeNamespace, requireApi } from "../apis/event-api.ts";

/** All at once, as there are few. https://docs.aws.amazon.com/appsync/latest/APIReference/API_ListChannelNamespaces.html */
export function listChannelNamespaces({ apiId }: { readonly apiId: string }, context: OperationContext): object {
  const { namespaces } = requireApi(context, apiId);
  return { channelNamespaces: namespaces.map(namespace => describeNamespace(context, apiId, namespace)) };
}
