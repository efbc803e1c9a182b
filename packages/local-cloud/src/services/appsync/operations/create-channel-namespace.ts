import type { OperationContext } from "../../../kernel/service.ts";
import { type AuthMode, describeNamespace, eventApis, requireApi } from "../apis/event-api.ts";
import { badRequest, conflict } from "../appsync-errors.ts";
import { channelName } from "../channels/channel-name.ts";

interface CreateChannelNamespaceInput {
  readonly apiId: string;
  readonly name?: unknown;
  readonly publishAuthModes?: readonly AuthMode[];
  readonly subscribeAuthModes?: readonly AuthMode[];
  readonly codeHandlers?: string;
  readonly handlerConfigs?: object;
  readonly tags?: Readonly<Record<string, string>>;
}

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateChannelNamespace.html */
export function createChannelNamespace(input: CreateChannelNamespaceInput, context: OperationContext): object {
  const { apiId, name, tags = {} } = input;
  const api = requireApi(context, apiId);
  const isName = typeof name === "string" && !name.includes("/") && channelName(name, { wildcard: false });
  if (!isName)
    throw badRequest("The name has to have 1 to 50 letters, digits and dashes, a dash neither first nor last.");
  if (input.codeHandlers || input.handlerConfigs)
    throw badRequest("The local cloud does not support codeHandlers and handlerConfigs; see FIDELITY.md.");
  if (api.namespaces.some(other => other.name === name))
    throw conflict(`The channel namespace ${name} exists already.`);
  const namespace = {
    ...{ name, tags, created: Math.floor(context.clock.now() / 1000) },
    publishAuthModes: input.publishAuthModes ?? api.eventConfig.defaultPublishAuthModes ?? [],
    subscribeAuthModes: input.subscribeAuthModes ?? api.eventConfig.defaultSubscribeAuthModes ?? [],
  };
  eventApis.put(context, apiId, { ...api, namespaces: [...api.namespaces, namespace] });
  return { channelNamespace: describeNamespace(context, apiId, namespace) };
}
