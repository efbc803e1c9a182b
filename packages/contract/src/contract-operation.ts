import type { EventContract, EventDetail } from "./event-contract.ts";

/** What a service does with one event: sends it, or receives it. */
export interface ContractOperation<Detail extends EventDetail = EventDetail> {
  readonly contract: EventContract<Detail>;
  /** Logical name of the bus. */
  readonly bus: string;
  /** On a reception: an EventBridge pattern on the detail. */
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly delivery?: DeliveryTerms;
}

/** What the sender promises or the receiver asks for (`x-delivery`). */
export interface DeliveryTerms {
  /** sequence: comes in any order, restored by `metadata.sequence`; subject: comes in order within a subject. */
  readonly order: "sequence" | "subject" | "none";
  readonly dedupe: "eventId" | "none";
  /** ISO 8601 duration after which an undelivered event becomes a dead letter. */
  readonly maxAge?: string;
  readonly replayable?: boolean;
}
