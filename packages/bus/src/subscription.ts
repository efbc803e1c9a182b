import type { ContractOperation } from "@tributary/contract/contract-operation";
import type { EventDetail } from "@tributary/contract/event-contract";
import type { Upcaster } from "@tributary/contract/upcaster";
import type { Idempotency } from "@tributary/delivery/idempotency";
import type { PayloadStore } from "@tributary/delivery/payload-store";
import type { Quarantine } from "@tributary/delivery/quarantine";
import type { IncomingEvent } from "./incoming-event.ts";
import type { Log } from "./log.ts";
import type { Causation } from "./outgoing-event.ts";

/** Options of `subscribe`: the events received, a handler for each, and the ports. */
export interface Subscription<
  Receives extends Operations,
  Dependencies extends SubscriptionDependencies,
  Old extends string = never,
> {
  readonly service: string;
  readonly receives: Receives;
  readonly handlers: NoInfer<Handlers<[Old] extends [never] ? Receives : Omit<Receives, Old>, Dependencies>>;
  /** For old versions that are received, by detail-type: instead of a handler, what makes the next version of them. */
  readonly upcasters?: Readonly<Record<Old, Upcaster>>;
  /** Called once, by the first invocation. */
  readonly dependencies: () => Dependencies & NoInfer<ClaimsOf<Receives>>;
}

/** The receive operations of a service, by detail-type. */
export type Operations = Readonly<Record<string, ContractOperation<EventDetail>>>;

/** Dependencies of a subscription. A service may add what its handlers need. */
export interface SubscriptionDependencies {
  /** Needed for what is received with `dedupe: eventId`, or without delivery terms. */
  readonly idempotency?: Idempotency;
  readonly quarantine: Quarantine;
  readonly log: Log;
  /** Needed for events whose data may travel by claim check. */
  readonly payloads?: PayloadStore;
}

/** Handles one event. A `PermanentError` quarantines it; any other error redelivers it. */
export type Handler<Detail extends EventDetail, Dependencies> = (
  event: IncomingEvent<Detail>,
  context: HandlerContext<Dependencies>,
) => Promise<void>;

/**
 * Handles one event by one conditional write that `metadata.sequence` guards, so that a repetition changes nothing: for
 * events received with `dedupe: sequence`. It gets no claim; failures are as in a `Handler`.
 */
export interface GuardedHandler<Detail extends EventDetail, Dependencies> {
  /** `stale`: something as new or newer was there already. */
  readonly guarded: (
    event: IncomingEvent<Detail>,
    context: HandlerContext<Dependencies>,
  ) => Promise<"applied" | "stale">;
}

/** A handler's second argument. */
export interface HandlerContext<Dependencies> {
  /** For events that the handler publishes: carries the correlation on and names this event as their cause. */
  readonly causedBy: Causation;
  readonly dependencies: Dependencies;
}

/** One handler for every event that the service receives, by detail-type, of the kind that its `dedupe` requires. */
export type Handlers<Receives, Dependencies> = {
  readonly [DetailType in keyof Receives]: Receives[DetailType] extends ContractOperation<infer Detail, infer Dedupe>
    ? [Dedupe] extends ["sequence"]
      ? GuardedHandler<Detail, Dependencies>
      : Handler<Detail, Dependencies>
    : never;
};

/** The port for claims, where some reception needs it. */
export type ClaimsOf<Receives extends Operations> =
  Receives[keyof Receives] extends ContractOperation<EventDetail, "sequence" | "none">
    ? unknown
    : { readonly idempotency: Idempotency };
