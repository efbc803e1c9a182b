import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { clientSettings } from "@tributary/delivery/client-settings";

/** One entry of a PutEvents call. */
export interface PutEventsEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly Time: Date;
}

/** EventBridge's result for one entry: an id, or an error code. */
export interface PutEventsResult {
  readonly EventId?: string | undefined;
  readonly ErrorCode?: string | undefined;
}

/** The port to the bus: one call, one result per entry in order. Rejects when the whole call failed. */
export type PutEvents = (entries: readonly PutEventsEntry[]) => Promise<readonly PutEventsResult[]>;

/**
 * A call without an answer fails, and is made again: the SDK alone would wait for ever.
 * Its own retries are off: they would repeat whole calls and hide partial failures.
 */
const CLIENT = {
  ...clientSettings,
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

/** `PutEvents` on EventBridge. The first call creates the client, so that importing touches no cloud. */
export function putEventsOn(makeClient = () => new EventBridgeClient(CLIENT)): PutEvents {
  let client: EventBridgeClient | undefined;
  return async entries => {
    client ??= makeClient();
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [...entries] }));
    return Entries;
  };
}
