import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteChannelNamespaceRequest } from "../../../models/appsync-types.ts";
import { eventApis, requireApi } from "../apis/event-api.ts";
import { notFound } from "../appsync-errors.ts";

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_DeleteChannelNamespace.html */
export function deleteChannelNamespace(
  { apiId, name }: DeleteChannelNamespaceRequest,
  context: OperationContext,
): object {
  const api = requireApi(context, apiId);
  const namespaces = api.namespaces.filter(other => other.name !== name);
  if (namespaces.length === api.namespaces.length) throw notFound(`The channel namespace ${name} does not exist.`);
  eventApis.put(context, apiId, { ...api, namespaces });
  return {};
}
