import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateChannelNamespaceRequest } from "../../../models/appsync-types.ts";
import { modelled } from "../../../models/pick-modelled.ts";
import { describeNamespace, eventApis, requireApi } from "../apis/event-api.ts";
import { conflict } from "../appsync-errors.ts";

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateChannelNamespace.html */
export function createChannelNamespace(input: CreateChannelNamespaceRequest, context: OperationContext): object {
  const { apiId, name, tags = {}, ...modes } = modelled("appsync", "CreateChannelNamespaceRequest", input);
  const api = requireApi(context, apiId);
  if (api.namespaces.some(other => other.name === name))
    throw conflict(`The channel namespace ${name} exists already.`);
  const namespace = {
    ...{ name, tags, created: Math.floor(context.clock.now() / 1000) },
    publishAuthModes: modes.publishAuthModes ?? api.eventConfig.defaultPublishAuthModes ?? [],
    subscribeAuthModes: modes.subscribeAuthModes ?? api.eventConfig.defaultSubscribeAuthModes ?? [],
  };
  eventApis.put(context, apiId, { ...api, namespaces: [...api.namespaces, namespace] });
  return { channelNamespace: describeNamespace(context, apiId, namespace) };
}
