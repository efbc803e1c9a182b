import type { EventContract, EventDetail } from "./event-contract.ts";

/** A service's operation on one event: it sends or receives it. */
export interface ContractOperation<
  Detail extends EventDetail = EventDetail,
  Dedupe extends DeliveryTerms["dedupe"] = DeliveryTerms["dedupe"],
> {
  readonly contract: EventContract<Detail>;
  /** Logical name of the bus. */
  readonly bus: string;
  /** On a reception: an EventBridge pattern on the detail. */
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly delivery?: DeliveryTerms & { readonly dedupe: Dedupe };
}

/** The delivery terms that a sender promises or a receiver asks for (`x-delivery`). */
export interface DeliveryTerms {
  /** sequence: comes in any order, restored by `metadata.sequence`; subject: comes in order within a subject. */
  readonly order: "sequence" | "subject" | "none";
  /**
   * eventId: a repetition is the same event, by `metadata.eventId`; sequence: it has the same `metadata.sequence`, which no
   * other event of its subject has; none: nothing recognises it.
   */
  readonly dedupe: "eventId" | "sequence" | "none";
  /** ISO 8601 duration after which an undelivered event becomes a dead letter. */
  readonly maxAge?: string;
  readonly replayable?: boolean;
  /** Whether data too large for the bus travel by claim check: all who receive the event must be able to fetch them. */
  readonly claimCheck?: boolean;
}
