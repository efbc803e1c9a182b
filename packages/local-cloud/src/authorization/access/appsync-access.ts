import type { CloudContext } from "../../kernel/service.ts";
import { apiArn, namespaceArn, servedApi } from "../../services/appsync/apis/event-api.ts";
import { channelName } from "../../services/appsync/channels/channel-name.ts";
import type { AccessRule, Loose } from "./access.ts";

/** What AppSync's operations need. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappsync.html */
export const appsyncAccess: Readonly<Record<string, AccessRule>> = {
  CreateApi: () => [{ action: "appsync:CreateApi", resource: "*" }],
  ListApis: () => [{ action: "appsync:ListApis", resource: "*" }],
  ...Object.fromEntries(
    ["GetApi", "DeleteApi", "ListChannelNamespaces"].map((name): [string, AccessRule] => [
      name,
      (input: Loose, context) => [{ action: `appsync:${name}`, resource: apiArn(context, String(input.apiId)) }],
    ]),
  ),
  ...Object.fromEntries(
    ["CreateChannelNamespace", "DeleteChannelNamespace"].map((name): [string, AccessRule] => [
      name,
      (input: Loose, context) => [
        {
          action: `appsync:${name}`,
          resource: `${apiArn(context, String(input.apiId))}/channelNamespace/${input.name}`,
        },
      ],
    ]),
  ),
  EventConnect: (_input: Loose, context) => [
    { action: "appsync:EventConnect", resource: apiArn(context, servedApi(context)?.apiId ?? "*") },
  ],
  EventPublish: onChannel("EventPublish"),
  EventSubscribe: onChannel("EventSubscribe"),
};

function onChannel(name: string): AccessRule {
  return (input: Loose, context: CloudContext) => {
    const channel = channelName(input.channel, { wildcard: true });
    return [{ action: `appsync:${name}`, resource: namespaceArn(context, channel ?? { namespace: "*" }) }];
  };
}
