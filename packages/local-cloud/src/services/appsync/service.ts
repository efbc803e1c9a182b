import { AwsError } from "../../kernel/aws-error.ts";
import type { Service } from "../../kernel/service.ts";
import { keepingHost } from "../../protocols/request-host.ts";
import { type Route, restJson } from "../../protocols/rest-json.ts";
import { eventApis } from "./apis/event-api.ts";
import type { Channels } from "./channels/channels.ts";
import { createApi } from "./operations/create-api.ts";
import { createChannelNamespace } from "./operations/create-channel-namespace.ts";
import { deleteApi } from "./operations/delete-api.ts";
import { deleteChannelNamespace } from "./operations/delete-channel-namespace.ts";
import { eventPublish } from "./operations/event-publish.ts";
import { getApi } from "./operations/get-api.ts";
import { listApis } from "./operations/list-apis.ts";
import { listChannelNamespaces } from "./operations/list-channel-namespaces.ts";
import { failed, realtimeSession } from "./realtime/realtime-session.ts";
import { offeredHeaders, signedBy } from "./realtime/signed-by.ts";

const api = "/v2/apis/{apiId}";

/** Addresses of AppSync's operations, and of an Event API's HTTP endpoint. https://docs.aws.amazon.com/appsync/latest/APIReference/API_Operations.html */
const routes: readonly Route[] = [
  { operation: "CreateApi", method: "POST", path: "/v2/apis" },
  { operation: "ListApis", method: "GET", path: "/v2/apis" },
  { operation: "GetApi", method: "GET", path: api },
  { operation: "DeleteApi", method: "DELETE", path: api, status: 204 },
  { operation: "CreateChannelNamespace", method: "POST", path: `${api}/channelNamespaces` },
  { operation: "ListChannelNamespaces", method: "GET", path: `${api}/channelNamespaces` },
  { operation: "DeleteChannelNamespace", method: "DELETE", path: `${api}/channelNamespaces/{name}`, status: 204 },
  { operation: "EventPublish", method: "POST", path: "/event" },
];

/** A refused connection. The protocol's page names the message, not the code. */
const REFUSED = 4_401;

/** AWS AppSync Events: an Event API with its HTTP and realtime endpoints. GraphQL is not served. */
export function appsyncService(channels: Channels): Service {
  return {
    name: "appsync",
    title: "AppSync",
    schema: eventApis.schema,
    wire: keepingHost(restJson("appsync", routes)),
    operations: {
      CreateApi: createApi,
      CreateChannelNamespace: createChannelNamespace,
      DeleteApi: deleteApi,
      DeleteChannelNamespace: deleteChannelNamespace,
      EventPublish: eventPublish(channels),
      GetApi: getApi,
      ListApis: listApis,
      ListChannelNamespaces: listChannelNamespaces,
    },
    sockets: {
      path: "/event/realtime",
      protocol: "aws-appsync-event-ws",
      actions: ["EventConnect", "EventSubscribe"],
      open(request, socket, context) {
        try {
          const key = signedBy(offeredHeaders(request.headers["sec-websocket-protocol"] ?? ""));
          context.authorize("EventConnect", {}, key);
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          socket.send(JSON.stringify(failed("connection_error", undefined, error)));
          socket.close(REFUSED, error.code);
          return { receive: () => {}, end: () => {} };
        }
        return realtimeSession(channels, socket, context);
      },
    },
  };
}
