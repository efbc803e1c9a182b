import { channelName } from "../../../appsync/channels/channel-name.ts";
import type { Channels } from "../../../appsync/channels/channels.ts";
import { type LiveMessage, MESSAGE, packetReader, packetsOf } from "./packets.ts";

/** What SST sets in the environment of a function of `sst dev`. */
export const LIVE = {
  ...{ SST_FUNCTION_ID: "Consumer", SST_APP: "demo", SST_STAGE: "me", SST_REGION: "us-east-1" },
  ...{ SST_APPSYNC_HTTP: "localhost:4566", SST_APPSYNC_REALTIME: "localhost:4566" },
};

/** An invocation as it reaches the developer's machine. */
export interface Taken {
  readonly worker: string;
  readonly requestId: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly event: unknown;
  answer(value: unknown): void;
  fail(error: object): void;
}

/** The developer's side of the live protocol: takes invocations of workers that have introduced themselves. */
export function sstDev(channels: Channels, onTaken: (taken: Taken) => void, { pings = true } = {}) {
  const introduced = new Map<string, { functionID: string; environment: string[] }>();
  const waiting = new Map<string, LiveMessage[]>();
  const messages: LiveMessage[] = [];
  const send = (worker: string, type: number, id: string, body: object) =>
    channels.publish(
      channelName(`/sst/demo/me/${worker}/in`, { wildcard: false })!,
      packetsOf({ type, id, source: "dev", body: JSON.stringify(body) }),
    );
  const take = ({ source: worker, body }: LiveMessage) => {
    const [head = "", ...rest] = body.split("\r\n\r\n");
    const headers = new Map(
      head
        .split("\r\n")
        .slice(1)
        .map(line => {
          const colon = line.indexOf(": ");
          return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)] as const;
        }),
    );
    const requestId = headers.get("lambda-runtime-aws-request-id") ?? "";
    onTaken({
      ...{ worker, requestId, headers, event: JSON.parse(rest.join("\r\n\r\n")) },
      answer: value => send(worker, MESSAGE.response, requestId, value as object),
      fail: error => send(worker, MESSAGE.error, requestId, error),
    });
  };
  const end = channels.subscribe(
    channelName("/sst/demo/me/in", { wildcard: false })!,
    packetReader(message => {
      messages.push(message);
      const { source, type, body } = message;
      if (type === MESSAGE.init) {
        introduced.set(source, JSON.parse(body));
        for (const held of waiting.get(source) ?? []) take(held);
        waiting.delete(source);
      }
      if (type !== MESSAGE.next) return;
      if (pings) send(source, MESSAGE.ping, "ping", {});
      if (introduced.has(source)) return take(message);
      waiting.set(source, [...(waiting.get(source) ?? []), message]);
      send(source, MESSAGE.reboot, "reboot", {});
    }),
  );
  return { end, introduced, messages, send };
}
