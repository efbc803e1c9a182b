import { records } from "../../../kernel/records.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { AuthMode, EventConfig } from "../../../models/appsync-types.ts";
import { cloudAddress, type FromHost } from "../../../protocols/request-host.ts";
import { notFound } from "../appsync-errors.ts";
import type { ChannelName } from "../channels/channel-name.ts";

/** An Event API as stored. */
export interface EventApi {
  readonly apiId: string;
  readonly name: string;
  readonly created: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly eventConfig: EventConfig;
  readonly namespaces: readonly ChannelNamespace[];
}

/** A namespace of an API's channels, the first part of their names. */
export interface ChannelNamespace {
  readonly name: string;
  readonly publishAuthModes: readonly AuthMode[];
  readonly subscribeAuthModes: readonly AuthMode[];
  readonly tags: Readonly<Record<string, string>>;
  readonly created: number;
}

/** All Event APIs, by id. */
export const eventApis = records<EventApi>("appsync_apis");

/** The API of an id; `NotFoundException` if there is none. */
export function requireApi(context: CloudContext, apiId: string): EventApi {
  const found = eventApis.find(context, apiId);
  if (!found) throw notFound(`The API ${apiId} does not exist.`);
  return found;
}

/** The one API of this cloud: its endpoints have the cloud's own host, which says no more. */
export function servedApi(context: CloudContext): EventApi | undefined {
  return eventApis.all(context)[0];
}

export function apiArn({ region, account }: CloudContext, apiId: string): string {
  return `arn:aws:appsync:${region}:${account}:apis/${apiId}`;
}

/** The ARN of a channel's namespace, to which permissions refer. */
export function namespaceArn(context: CloudContext, { namespace }: Pick<ChannelName, "namespace">): string {
  return `${apiArn(context, servedApi(context)?.apiId ?? "*")}/channelNamespace/${namespace}`;
}

/** An API in the shape of AppSync's answers. */
export function describeApi(context: CloudContext, api: EventApi, input: FromHost): object {
  const { host } = new URL(cloudAddress(input));
  const { apiId, name, created, tags, eventConfig } = api;
  return {
    ...{ apiId, name, created, tags, eventConfig, apiArn: apiArn(context, apiId), xrayEnabled: false },
    dns: { HTTP: host, REALTIME: host },
  };
}

/** A namespace in the shape of AppSync's answers. */
export function describeNamespace(context: CloudContext, apiId: string, namespace: ChannelNamespace): object {
  return {
    ...{ ...namespace, apiId, lastModified: namespace.created },
    channelNamespaceArn: `${apiArn(context, apiId)}/channelNamespace/${namespace.name}`,
  };
}
