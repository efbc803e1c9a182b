import type { ContractOperation } from "@tributary/contract/contract-operation";
import type { EventDetail } from "@tributary/contract/event-contract";
import type { Upcaster } from "@tributary/contract/upcaster";
import type { Idempotency } from "@tributary/delivery/idempotency";
import type { Quarantine } from "@tributary/delivery/quarantine";
import type { IncomingEvent } from "./incoming-event.ts";
import type { Log } from "./log.ts";
import type { Causation } from "./outgoing-event.ts";

/** What a service subscribes with: what it receives, a handler for each event, and the ports. */
export interface Subscription<
  Receives extends Operations,
  Dependencies extends SubscriptionDependencies,
  Old extends string = never,
> {
  readonly service: string;
  readonly receives: Receives;
  readonly handlers: NoInfer<Handlers<Omit<Receives, Old>, Dependencies>>;
  /** For old versions that are received, by detail-type: instead of a handler, what makes the next version of them. */
  readonly upcasters?: Readonly<Record<Old, Upcaster>>;
  /** Called once, by the first invocation. */
  readonly dependencies: () => Dependencies;
}

/** What a service receives, by detail-type. */
export type Operations = Readonly<Record<string, ContractOperation<EventDetail>>>;

/** What a subscription works with. A service may add what its handlers need. */
export interface SubscriptionDependencies {
  readonly idempotency: Idempotency;
  readonly quarantine: Quarantine;
  readonly log: Log;
}

/** Handles one event. A `PermanentError` sends it to quarantine; any other brings it again. */
export type Handler<Detail extends EventDetail, Dependencies> = (
  event: IncomingEvent<Detail>,
  context: HandlerContext<Dependencies>,
) => Promise<void>;

/** What a handler gets beside the event. */
export interface HandlerContext<Dependencies> {
  /** For events that the handler publishes: carries the correlation on and names this event as their cause. */
  readonly causedBy: Causation;
  readonly dependencies: Dependencies;
}

/** One handler for every event that the service receives, by detail-type; no more and no fewer. */
export type Handlers<Receives, Dependencies> = {
  readonly [DetailType in keyof Receives]: Receives[DetailType] extends ContractOperation<infer Detail>
    ? Handler<Detail, Dependencies>
    : never;
};
