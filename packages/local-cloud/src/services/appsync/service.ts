import { AwsError } from "../../kernel/aws-error.ts";
import type { Service } from "../../kernel/service.ts";
import { requestReader } from "../../models/request-reader.ts";
import { keepingHost } from "../../protocols/request-host.ts";
import { restJson } from "../../protocols/rest-json.ts";
import { eventApis } from "./apis/event-api.ts";
import type { Channels } from "./channels/channels.ts";
import { constraints } from "./constraints.ts";
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

/** An Event API's HTTP endpoint. https://docs.aws.amazon.com/appsync/latest/eventapi/publish-http.html */
const beside = { EventPublish: "POST /event" };

const model = { model: "appsync", title: "AppSync" };
const readRequest = requestReader({
  ...model,
  javaPackage: "com.amazonaws.appsync",
  longs: [],
  code: "BadRequestException",
  constraints,
});

/** A refused connection. The protocol's page names the message, not the code. */
const REFUSED = 4_401;

/** AWS AppSync Events: an Event API with its HTTP and realtime endpoints. GraphQL is not served. */
export function appsyncService(channels: Channels): Service {
  return {
    name: "appsync",
    title: model.title,
    schema: eventApis.schema,
    wire: keepingHost(restJson({ ...model, signingName: "appsync", beside })),
    read: (operation, input) => (operation in beside ? input : readRequest(operation, input)),
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
          const key = signedBy(
            context,
            "EventConnect",
            offeredHeaders(request.headers["sec-websocket-protocol"] ?? ""),
          );
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
