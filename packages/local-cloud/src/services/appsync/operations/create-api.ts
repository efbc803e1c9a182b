import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateApiRequest } from "../../../models/appsync-types.ts";
import { modelled } from "../../../models/pick-modelled.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import { describeApi, eventApis } from "../apis/event-api.ts";
import { badRequest, quotaExceeded } from "../appsync-errors.ts";

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApi.html */
export function createApi(input: FromHost & CreateApiRequest, context: OperationContext): object {
  const { name, eventConfig, tags = {} } = modelled("appsync", "CreateApiRequest", input);
  const { authProviders, connectionAuthModes } = eventConfig;
  if (authProviders.length === 0 || connectionAuthModes.length === 0)
    throw badRequest("The eventConfig needs authProviders and modes to connect, to publish and to subscribe.");
  if (eventApis.all(context).length > 0)
    throw quotaExceeded("The local cloud serves one Event API: its endpoints share the cloud's host. See FIDELITY.md.");
  const apiId = uuid(context.random).replaceAll("-", "").slice(0, 26);
  const created = Math.floor(context.clock.now() / 1000);
  const api = { apiId, name, created, tags, eventConfig, namespaces: [] };
  eventApis.put(context, apiId, api);
  return { api: describeApi(context, api, input) };
}
