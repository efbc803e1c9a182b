import { parseJson } from "../../../kernel/parse-json.ts";
import { uuid } from "../../../kernel/random.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import { servedApi } from "../apis/event-api.ts";
import { badRequest, notFound } from "../appsync-errors.ts";
import { type ChannelName, channelName } from "../channels/channel-name.ts";
import type { Channels } from "../channels/channels.ts";

/** Most events of one request, and bytes of one event. https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const MOST_EVENTS = 5;
const EVENT_MAX_BYTES = 240 * 1024;

/** What HTTP and web sockets publish. */
export interface EventPublishInput {
  readonly channel?: unknown;
  readonly events?: unknown;
}

/** What became of each event. */
export interface EventPublishOutput {
  readonly successful: readonly { readonly identifier: string; readonly index: number }[];
  readonly failed: readonly {
    readonly identifier: string;
    readonly index: number;
    readonly code: number;
    readonly message: string;
  }[];
}

/** Publishes up to five events to a channel; all of them, as no handler filters. */
export function eventPublish(channels: Channels) {
  return ({ channel, events }: EventPublishInput, context: CloudContext): EventPublishOutput => {
    const name = requireChannel(context, channel, { wildcard: false });
    if (!Array.isArray(events) || events.length === 0 || events.length > MOST_EVENTS)
      throw badRequest(`A request publishes 1 to ${MOST_EVENTS} events.`);
    for (const event of events) {
      if (typeof event !== "string" || parseJson(event) === undefined)
        throw badRequest("Each event has to be a string that holds valid JSON.");
      if (Buffer.byteLength(event) > EVENT_MAX_BYTES) throw badRequest("An event has 240 KB at most.");
    }
    channels.publish(name, events);
    return { successful: events.map((_, index) => ({ identifier: uuid(context.random), index })), failed: [] };
  };
}

/** A channel of a namespace that exists. */
export function requireChannel(
  context: CloudContext,
  text: unknown,
  options: { readonly wildcard: boolean },
): ChannelName {
  const name = channelName(text, options);
  if (!name) throw badRequest("The channel is not valid: it has 1 to 5 segments of letters, digits and dashes.");
  if (!servedApi(context)?.namespaces.some(namespace => namespace.name === name.namespace))
    throw notFound(`The channel namespace ${name.namespace} does not exist.`);
  return name;
}
