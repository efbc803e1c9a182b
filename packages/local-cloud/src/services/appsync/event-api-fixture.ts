import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { AppSyncClient, CreateApiCommand, CreateChannelNamespaceCommand } from "@aws-sdk/client-appsync";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { AuthorizerOptions } from "../../authorization/authorizer.ts";
import { type LocalCloud, startLocalCloud } from "../../local-cloud.ts";

const place = { region: "eu-west-1", account: "000000000000" };
const modes = [{ authType: "AWS_IAM" as const }];

/** Headers of a signed message, as clients put them into sub-protocols. */
export const signed = (key = "test") => ({
  host: "localhost",
  "x-amz-date": "20260101T000000Z",
  Authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/eu-west-1/appsync/aws4_request, SignedHeaders=host, Signature=0`,
});

/** A cloud over HTTP and TLS with SST's Event API, where whoever signs may do all unless told; it stops with the test. */
export async function openEventApi(iam: AuthorizerOptions = { mode: "off" }) {
  const graph = { app: "demo", stage: "test", ...place, links: {}, resources: [] };
  const local: LocalCloud = await startLocalCloud({
    ...{ graph, storage: "memory", root: import.meta.dirname, port: 0, iam },
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= local.stop();
    return stopped;
  };
  onTestFinished(stop);
  const client = new AppSyncClient({
    ...{ region: place.region, endpoint: local.url },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const eventConfig = {
    ...{ authProviders: modes, connectionAuthModes: modes },
    ...{ defaultPublishAuthModes: modes, defaultSubscribeAuthModes: modes },
  };
  const { api } = await client.send(new CreateApiCommand({ name: "sst", eventConfig }));
  const apiId = api?.apiId ?? "";
  await client.send(new CreateChannelNamespaceCommand({ apiId, name: "sst" }));
  const ca = readFileSync(await local.certificate());
  const host = api?.dns?.HTTP ?? "";

  const publish = async (body: object, headers: Record<string, string> = signed()) => {
    const sent = request(`https://${host}/event`, { method: "POST", ca, headers: { ...headers, host }, agent: false });
    sent.end(JSON.stringify(body));
    const [answer] = await once(sent, "response");
    return { status: answer.statusCode, body: JSON.parse((await answer.toArray()).join("")) };
  };

  const connect = async (headers: object = signed(), protocols = ["aws-appsync-event-ws"]) => {
    const header = `header-${Buffer.from(JSON.stringify(headers)).toString("base64url")}`;
    const socket = new WebSocket(`wss://${api?.dns?.REALTIME}/event/realtime`, [...protocols, header], { ca });
    const received: Record<string, unknown>[] = [];
    let heard = () => {};
    socket.on("message", data => {
      received.push(JSON.parse(String(data)));
      heard();
    });
    await once(socket, "open");
    /** The next message of a type that was not taken yet. */
    const next = async (type: string): Promise<Record<string, unknown>> => {
      for (;;) {
        const at = received.findIndex(message => message.type === type);
        if (at >= 0) return received.splice(at, 1)[0]!;
        await new Promise<void>(resolve => {
          heard = resolve;
        });
      }
    };
    return { socket, received, next, send: (message: object) => socket.send(JSON.stringify(message)) };
  };
  return { local, stop, client, apiId, host, ca, publish, connect };
}
