import { isObject } from "@tributary/contract-tools/json-pointer";
import type { Activity } from "@tributary/local-cloud/kernel/service";
import type { ToldOutcome } from "@tributary/local-cloud/runtime/worker-messages";
import type { FlowRoutes } from "./flow-routes.ts";
import { type FollowedEvents, followEvents, type ReceiverOutcome } from "./followed-events.ts";
import { createLagMeter, type LagMeter } from "./lag-meter.ts";

/** Counts of one contract at one receiver. */
export interface ReceiverCounts {
  delivered: number;
  applied: number;
  /** Events no newer than the receiver's state. */
  stale: number;
  /** Events with an `eventId` that the receiver had handled before. */
  duplicate: number;
  quarantined: number;
  deadLettered: number;
}

/** Counts of one contract since this process started. */
export interface EventCounts {
  published: number;
  /** Quarantined by the sender, before the bus. */
  quarantinedUnsent: number;
  readonly receivers: Map<string, ReceiverCounts>;
  /** Times from the bus to the receivers that handled it. */
  readonly lag: LagMeter;
}

/** Running counts of every contract. */
export interface ContractFlow {
  /** By detail-type: those of the contracts, then all other events together. */
  counts(): ReadonlyMap<string, EventCounts>;
  readonly events: FollowedEvents;
  /** The name in the program of a resource, by its physical name. */
  nameOf(physicalName: string): string;
  /** Counts one step of the local cloud. */
  take(activity: Activity): void;
  /** Counts a message's outcome that a function reports. */
  tell(functionName: string, told: ToldOutcome): void;
  /** Goes on with other contracts, or with the routes of another graph. Until contracts are known, every detail-type counts as one. */
  follow(detailTypes: readonly string[] | undefined, routes: FlowRoutes): void;
}

/** Counts the steps of a cloud by contract. Keeps only names, ids and counts, no data of events. */
export function createContractFlow(now: () => number): ContractFlow {
  const counts = new Map<string, EventCounts>();
  const events = followEvents();
  const setAside = new Map<string, Exclude<ToldOutcome, { outcome: "failed" }>>();
  let known: ReadonlySet<string> | undefined;
  let routes: FlowRoutes = { byTarget: new Map(), byQueue: new Map(), byFunction: new Map(), nameOf: name => name };

  const ofEvent = (named: string): EventCounts => {
    const detailType = (known?.has(named) ?? true) ? named : OTHERS;
    const found = counts.get(detailType) ?? noCounts();
    counts.set(detailType, found);
    return found;
  };
  const ofReceiver = (detailType: string, name: string): ReceiverCounts => {
    const { receivers } = ofEvent(detailType);
    const found = receivers.get(name) ?? noReceiverCounts();
    receivers.set(name, found);
    return found;
  };

  const accepted = (text: string) => {
    const { id, detailType, eventId } = readEnvelope(text);
    if (id === undefined) return;
    const { isNew } = events.accept(id, eventId, detailType, now());
    if (isNew) ofEvent(detailType).published++;
  };

  const delivery = (text: string, { kind, target = "" }: Activity) => {
    const { id, detailType } = readEnvelope(text);
    const receiver = routes.byTarget.get(target);
    if (id === undefined || receiver === undefined) return;
    const { name, isHandled } = receiver;
    const state = deliveryStates[kind]?.(isHandled);
    if (state === undefined) return;
    if (kind === "events:delivered") ofReceiver(detailType, name).delivered++;
    if (state === "dead letter") ofReceiver(detailType, name).deadLettered++;
    events.end(id, { receiver: name, state });
  };

  const done = (text: string, messageId: string | undefined, functionName: string) => {
    const { id, detailType } = readEnvelope(text);
    const receiver = routes.byFunction.get(functionName);
    const key = `${functionName}\n${messageId}`;
    const aside = setAside.get(key);
    setAside.delete(key);
    if (receiver === undefined) return;
    const { name } = receiver;
    const event = id === undefined ? undefined : events.find(id);
    const state = aside?.outcome ?? "applied";
    ofReceiver(detailType, name)[state]++;
    const violations = aside?.outcome === "quarantined" ? { violations: aside.violations } : {};
    if (id !== undefined) events.end(id, { receiver: name, state, ...violations });
    if (event === undefined || aside) return;
    const { lag } = ofEvent(detailType);
    lag.written(1, event.acceptedAt);
    lag.applied(1, now());
  };

  const deadLetter = (text: string, queue: string) => {
    const { id, detailType } = readEnvelope(text);
    const receiver = routes.byQueue.get(queue);
    if (receiver === undefined) return;
    ofReceiver(detailType, receiver.name).deadLettered++;
    if (id !== undefined) events.end(id, { receiver: receiver.name, state: "dead letter" });
  };

  return {
    counts: () => counts,
    events,
    nameOf: name => routes.nameOf(name),
    take(activity) {
      const { kind, name, bodies = () => [], messageIds = () => [] } = activity;
      if (kind === "events:accepted") for (const text of bodies()) accepted(text);
      else if (kind in deliveryStates) for (const text of bodies()) delivery(text, activity);
      else if (kind === "sqs:dead-lettered" || kind === "sqs:expired")
        for (const text of bodies()) deadLetter(text, name);
      else if (kind === "mapping:done") {
        const ids = messageIds();
        for (const [index, text] of bodies().entries()) done(text, ids[index], name);
      }
    },
    tell(functionName, told) {
      if (told.outcome === "failed") return;
      const { messageId } = told;
      if (messageId !== undefined && routes.byFunction.has(functionName))
        setAside.set(`${functionName}\n${messageId}`, told);
      else if (told.outcome === "quarantined") ofEvent(told.contract ?? OTHERS).quarantinedUnsent++;
    },
    follow(detailTypes, next) {
      routes = next;
      if (detailTypes === undefined) return;
      const wereKnown = known !== undefined;
      known = new Set(detailTypes);
      const seen = new Map(counts);
      counts.clear();
      for (const detailType of detailTypes) counts.set(detailType, seen.get(detailType) ?? noCounts());
      for (const [detailType, found] of seen) {
        if (known.has(detailType)) continue;
        if (!wereKnown) add(ofEvent(OTHERS), found);
        // Counts of a removed contract stay visible.
        else if (found.published > 0) counts.set(detailType, found);
      }
    },
  };
}

/** Adds the counts of another event. */
function add(counts: EventCounts, { published, quarantinedUnsent, receivers, lag }: EventCounts): void {
  counts.published += published;
  counts.quarantinedUnsent += quarantinedUnsent;
  counts.lag.absorb(lag);
  for (const [name, others] of receivers) {
    const receiver = counts.receivers.get(name) ?? noReceiverCounts();
    counts.receivers.set(name, receiver);
    for (const step of Object.keys(others) as (keyof ReceiverCounts)[]) receiver[step] += others[step];
  }
}

/** The common entry of events without a contract, such as those of AWS services, and of messages without an event. */
const OTHERS = "without a contract";

const noCounts = (): EventCounts => ({
  published: 0,
  quarantinedUnsent: 0,
  receivers: new Map(),
  lag: createLagMeter(),
});

/** Counts of a receiver that has received nothing yet. */
export const noReceiverCounts = (): ReceiverCounts => ({
  ...{ delivered: 0, applied: 0, stale: 0, duplicate: 0, quarantined: 0, deadLettered: 0 },
});

/** An event's state after a step of its delivery, which depends on whether a function handles it next. */
const deliveryStates: Readonly<Record<string, (isHandled: boolean) => ReceiverOutcome["state"]>> = {
  "events:delivered": isHandled => (isHandled ? "pending" : "delivered"),
  "events:retried": () => "pending",
  "events:dead-lettered": () => "dead letter",
  "events:dropped": () => "dropped",
};

/** The parts of an event's envelope that the flow uses. */
function readEnvelope(text: string): { id?: string; detailType: string; eventId?: string } {
  const envelope = parsed(text);
  const { id, "detail-type": type } = envelope;
  const metadata = isObject(envelope.detail) && isObject(envelope.detail.metadata) ? envelope.detail.metadata : {};
  return {
    detailType: typeof type === "string" ? type : OTHERS,
    ...(typeof id === "string" ? { id } : {}),
    ...(typeof metadata.eventId === "string" ? { eventId: metadata.eventId } : {}),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {}; // The target's own text, not an event.
  }
}
