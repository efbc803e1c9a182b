import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import { describeApi, type EventConfig, eventApis } from "../apis/event-api.ts";
import { badRequest, quotaExceeded } from "../appsync-errors.ts";

interface CreateApiInput extends FromHost {
  readonly name?: unknown;
  readonly ownerContact?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly eventConfig?: EventConfig & { readonly logConfig?: object };
  readonly wafWebAclArn?: string;
  readonly xrayEnabled?: boolean;
}

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApi.html */
export function createApi(input: CreateApiInput, context: OperationContext): object {
  const { name, eventConfig, tags = {}, xrayEnabled = false } = input;
  if (typeof name !== "string" || !/^[A-Za-z0-9_\- ]{1,50}$/.test(name))
    throw badRequest("The name has to match [A-Za-z0-9_\\- ]+ and have 50 characters at most.");
  if (!eventConfig || [eventConfig.authProviders, eventConfig.connectionAuthModes].some(modes => !modes?.length))
    throw badRequest("The eventConfig needs authProviders and modes to connect, to publish and to subscribe.");
  if (xrayEnabled || eventConfig.logConfig || input.ownerContact)
    throw badRequest("The local cloud does not support xrayEnabled, logConfig and ownerContact; see FIDELITY.md.");
  if (eventApis.all(context).length > 0)
    throw quotaExceeded("The local cloud serves one Event API: its endpoints share the cloud's host. See FIDELITY.md.");
  const apiId = uuid(context.random).replaceAll("-", "").slice(0, 26);
  const created = Math.floor(context.clock.now() / 1000);
  const api = { apiId, name, created, tags, eventConfig, namespaces: [] };
  eventApis.put(context, apiId, api);
  return { api: describeApi(context, api, input) };
}
