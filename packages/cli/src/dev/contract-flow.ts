import { isObject } from "@tributary/contract-tools/json-pointer";
import type { Activity } from "@tributary/local-cloud/kernel/service";
import type { ToldOutcome } from "@tributary/local-cloud/runtime/worker-messages";
import type { FlowRoutes } from "./flow-routes.ts";
import { type FollowedEvents, followEvents, type ReceiverOutcome } from "./followed-events.ts";
import { createLagMeter, type LagMeter } from "./lag-meter.ts";

/** Counts of one event's way to one receiver. */
export interface ReceiverCounts {
  delivered: number;
  applied: number;
  /** Not newer than what the receiver had. */
  stale: number;
  /** With an `eventId` that the receiver had handled before. */
  duplicate: number;
  quarantined: number;
  deadLettered: number;
}

/** Counts of one event's way through the system, as long as this process has watched. */
export interface EventCounts {
  published: number;
  /** Before they came to a bus: by what captures or sends them. */
  quarantinedUnsent: number;
  readonly receivers: Map<string, ReceiverCounts>;
  /** From the bus to the receivers that handled it. */
  readonly lag: LagMeter;
}

/** The flow of every contract, counted as it passes. */
export interface ContractFlow {
  /** By detail-type: those of the contracts first, then all else that was on a bus as one. */
  counts(): ReadonlyMap<string, EventCounts>;
  readonly events: FollowedEvents;
  /** The name in the program of what has this physical name. */
  nameOf(physicalName: string): string;
  /** Takes one step of the local cloud. */
  take(activity: Activity): void;
  /** Takes what a function says became of a message. */
  tell(functionName: string, told: ToldOutcome): void;
  /** Goes on with other contracts, or with the routes of another graph. Until contracts are known, every detail-type counts as one. */
  follow(detailTypes: readonly string[] | undefined, routes: FlowRoutes): void;
}

/** Counts by contract what a cloud does. Keeps names, ids and counts alone, nothing of an event's data. */
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
        // What was counted of a contract that is gone stays to be seen.
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

/** What is counted together: events that no contract describes, such as those of AWS's services, and messages of no event. */
const OTHERS = "without a contract";

const noCounts = (): EventCounts => ({
  published: 0,
  quarantinedUnsent: 0,
  receivers: new Map(),
  lag: createLagMeter(),
});

/** Of a receiver that nothing has come to yet. */
export const noReceiverCounts = (): ReceiverCounts => ({
  ...{ delivered: 0, applied: 0, stale: 0, duplicate: 0, quarantined: 0, deadLettered: 0 },
});

/** What a step of a delivery leaves an event in, by whether a function handles it then. */
const deliveryStates: Readonly<Record<string, (isHandled: boolean) => ReceiverOutcome["state"]>> = {
  "events:delivered": isHandled => (isHandled ? "pending" : "delivered"),
  "events:retried": () => "pending",
  "events:dead-lettered": () => "dead letter",
  "events:dropped": () => "dropped",
};

/** Of an event's envelope, what the flow goes by. */
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
    return {}; // A target's own text, not an event.
  }
}
