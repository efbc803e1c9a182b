import { AwsError } from "../../../kernel/aws-error.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import type { SocketContext } from "../../../kernel/service.ts";
import type { Socket, SocketSession } from "../../../kernel/socket.ts";
import { badRequest } from "../appsync-errors.ts";
import type { Channels } from "../channels/channels.ts";
import { type EventPublishInput, eventPublish, requireChannel } from "../operations/event-publish.ts";
import { signedBy } from "./signed-by.ts";

/** Milliseconds of silence after which a client takes the connection for dead, and between two signs of life. */
const CONNECTION_TIMEOUT = 300_000;
const KEEP_ALIVE = 60_000;

/** Subscriptions of one connection. https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const MOST_SUBSCRIPTIONS = 100;

/** A message of a client. */
interface Message extends EventPublishInput {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly authorization?: unknown;
}

/**
 * One connection to the realtime endpoint: subscriptions by their ids, each message authorised for itself.
 * https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html
 */
export function realtimeSession(channels: Channels, socket: Socket, context: SocketContext): SocketSession {
  const subscriptions = new Map<string, () => void>();
  const publish = eventPublish(channels);
  const send = (message: object) => socket.send(JSON.stringify(message));
  let ended = false;
  let cancel = () => {};
  const stayAlive = () => {
    cancel = context.clock.schedule(context.clock.now() + KEEP_ALIVE, () => {
      if (ended) return;
      send({ type: "ka" });
      stayAlive();
    });
  };
  stayAlive();

  const answers: Readonly<Record<string, (message: Message, id: string) => object>> = {
    connection_init: () => ({ type: "connection_ack", connectionTimeoutMs: CONNECTION_TIMEOUT }),
    subscribe({ channel, authorization }, id) {
      context.authorize("EventSubscribe", { channel }, signedBy(context, "EventSubscribe", authorization, { channel }));
      const name = requireChannel(context, channel, { wildcard: true });
      if (subscriptions.has(id)) throw badRequest(`There is a subscription ${id} on this connection already.`);
      if (subscriptions.size >= MOST_SUBSCRIPTIONS)
        throw badRequest(`A connection has ${MOST_SUBSCRIPTIONS} subscriptions at most.`);
      subscriptions.set(
        id,
        channels.subscribe(name, event => send({ type: "data", id, event })),
      );
      return { type: "subscribe_success", id };
    },
    unsubscribe(_message, id) {
      const end = subscriptions.get(id);
      if (!end) throw badRequest(`There is no subscription ${id} on this connection.`);
      subscriptions.delete(id);
      end();
      return { type: "unsubscribe_success", id };
    },
    publish({ channel, events, authorization }, id) {
      const asked = { channel, events };
      context.authorize("EventPublish", { channel }, signedBy(context, "EventPublish", authorization, asked));
      return { type: "publish_success", id, ...publish(asked, context) };
    },
  };

  const answer = (text: string): object => {
    const message = parseJson(text) as Message | undefined;
    const type = typeof message === "object" && message !== null ? String(message.type) : "";
    const reply = Object.hasOwn(answers, type) ? answers[type] : undefined;
    if (!message || !reply) return failed("error", undefined, badRequest("The message has no type that is known."));
    const { id } = message;
    if (type !== "connection_init" && (typeof id !== "string" || !/^[\w-]{1,128}$/.test(id)))
      return failed(`${type}_error`, undefined, badRequest("The message needs an id of letters, digits, _ and -."));
    try {
      return reply(message, String(id));
    } catch (error) {
      if (!(error instanceof AwsError)) context.defect(error);
      return failed(`${type}_error`, String(id), error instanceof AwsError ? error : internal());
    }
  };

  return {
    receive(text) {
      if (!ended) send(answer(text));
    },
    end() {
      ended = true;
      cancel();
      for (const leave of subscriptions.values()) leave();
      subscriptions.clear();
    },
  };
}

function internal(): AwsError {
  return new AwsError("InternalFailureException", "The local cloud failed; this is a defect of Tributary.", {
    status: 500,
  });
}

/** A refusal as the protocol tells it. */
export function failed(type: string, id: string | undefined, { code: errorType, message }: AwsError): object {
  return { type, ...(id === undefined ? {} : { id }), errors: [{ errorType, message }] };
}
