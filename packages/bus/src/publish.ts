import type { PayloadStore } from "@tributary/delivery/payload-store";
import type { OutgoingEvent } from "./outgoing-event.ts";
import { PUT_EVENTS_MAX_BYTES, PUT_EVENTS_MAX_ENTRIES, packEntries } from "./pack-entries.ts";
import { type Payload, prepareEntry, type Unsendable } from "./prepare-entry.ts";
import type { PutEvents, PutEventsEntry } from "./put-events.ts";
import { callFailure, entryFailure, type PutFailure } from "./put-failure.ts";

/** The outcome of one event. Only `published` is on the bus; `invalid` and `oversize` can never be. */
export type PublishOutcome =
  | { readonly outcome: "published"; readonly eventId: string; readonly busEventId: string }
  | Unsendable
  | { readonly outcome: "failed"; readonly code: string; readonly attempts: number; readonly retryable: boolean };

/** Publishes events and returns an outcome for each, in order. `deadline` (epoch ms) bounds the retries. */
export type Publish = (
  events: readonly OutgoingEvent[],
  options?: { readonly deadline?: number },
) => Promise<PublishOutcome[]>;

/** Options of `createPublisher`; clock, randomness and waiting are arguments. */
export interface PublisherOptions {
  readonly putEvents: PutEvents;
  /** Name or ARN of the bus. */
  readonly busName: string;
  /** The store for data too large for the bus; without one they are `oversize`, even if the contract has a claim check. */
  readonly payloads?: PayloadStore;
  readonly now?: () => number;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  readonly maxBytes?: number;
  readonly maxAttempts?: number;
  /** Calls in flight at once. EventBridge keeps no order, so neither do they; `sequence` restores it. */
  readonly concurrency?: number;
}

interface Pending {
  readonly index: number;
  readonly eventId: string;
  readonly entry: PutEventsEntry;
  readonly bytes: number;
  /** Not in the store yet. */
  readonly payload?: Payload;
}

const BACKOFF_BASE = 50;
const BACKOFF_CAP = 5_000;

/**
 * A publisher: builds each envelope, validates it strictly, packs calls greedily and retries only failed entries, with
 * full-jitter backoff, until attempts or time run out. Every event gets exactly one outcome; nothing throws. Claim-check
 * data are in the store before their event is on the bus.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function createPublisher(options: PublisherOptions): Publish {
  const { now = Date.now, random = Math.random, sleep = wait } = options;
  const { maxBytes = PUT_EVENTS_MAX_BYTES, maxAttempts = 6, concurrency = 4 } = options;
  const limits = { maxEntries: PUT_EVENTS_MAX_ENTRIES, maxBytes };

  return async (events, { deadline = Number.POSITIVE_INFINITY } = {}) => {
    const outcomes: (PublishOutcome | undefined)[] = [];
    let pending: Pending[] = [];
    const Time = new Date(now());
    for (const [index, event] of events.entries()) {
      const prepared = prepareEntry(event, Time.toISOString(), maxBytes, options.payloads !== undefined);
      if (prepared.outcome !== "ready") {
        outcomes[index] = prepared;
        continue;
      }
      const { source: Source, detailType: DetailType } = event.contract;
      const entry = { EventBusName: options.busName, Source, DetailType, Detail: prepared.text, Time };
      const { bytes, payload } = prepared;
      const { eventId } = prepared.detail.metadata;
      pending.push({ index, eventId, entry, bytes, ...(payload && { payload }) });
    }

    for (let attempt = 1; pending.length > 0; attempt++) {
      const failures: { event: Pending; failure: PutFailure }[] = [];
      const stored = pending.filter(({ payload }) => payload === undefined);
      const large = pending.filter(({ payload }) => payload !== undefined);
      await inParallel(large, concurrency, async ({ payload, ...event }) => {
        const failure = await store(payload!, options.payloads);
        if (failure === undefined) stored.push(event);
        else failures.push({ event: { ...event, payload: payload! }, failure });
      });
      await inParallel(packEntries(stored.sort(byIndex), limits), concurrency, async call => {
        const results = await send(options.putEvents, call);
        for (const [position, event] of call.entries()) {
          const result = results[position] ?? { code: "NoResult", retryable: true };
          if ("busEventId" in result)
            outcomes[event.index] = { outcome: "published", eventId: event.eventId, busEventId: result.busEventId };
          else failures.push({ event, failure: result });
        }
      });
      const delay = random() * Math.min(BACKOFF_CAP, BACKOFF_BASE * 2 ** attempt);
      const last = attempt >= maxAttempts || now() + delay >= deadline;
      const again = failures.filter(({ failure }) => failure.retryable && !last);
      for (const { event, failure } of failures)
        outcomes[event.index] = { outcome: "failed", ...failure, attempts: attempt };
      pending = again.map(({ event }) => event).sort(byIndex);
      if (pending.length > 0) await sleep(delay);
    }
    return outcomes.filter(outcome => outcome !== undefined);
  };
}

/** Why the data of an event could not be kept; undefined when they are. */
async function store({ key, bytes }: Payload, payloads: PayloadStore | undefined): Promise<PutFailure | undefined> {
  try {
    await payloads?.put(key, bytes);
    return undefined;
  } catch (error) {
    return callFailure(error);
  }
}

const byIndex = (one: Pending, other: Pending) => one.index - other.index;

async function send(
  putEvents: PutEvents,
  call: readonly Pending[],
): Promise<readonly (PutFailure | { readonly busEventId: string })[]> {
  try {
    const results = await putEvents(call.map(({ entry }) => entry));
    return results.map(({ EventId, ErrorCode }) =>
      ErrorCode === undefined && EventId !== undefined
        ? { busEventId: EventId }
        : entryFailure(ErrorCode ?? "NoResult"),
    );
  } catch (error) {
    const failure = callFailure(error);
    return call.map(() => failure);
  }
}

async function inParallel<Task>(tasks: readonly Task[], width: number, run: (task: Task) => Promise<void>) {
  const queue = tasks.values();
  await Promise.all(
    Array.from({ length: Math.min(width, tasks.length) }, async () => {
      for (const task of queue) await run(task);
    }),
  );
}

const wait = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));
