import type { EventContract, EventDetail } from "@tributary/contract/event-contract";

/** The place of an event in its chain of causes. Carried from hop to hop, never re-minted. */
export interface Causation {
  readonly correlationId: string;
  readonly causationId: string;
  /** W3C trace context; derived from the correlation id when there is none to carry. */
  readonly traceparent?: string;
}

/** An event to publish, without its envelope. */
export interface OutgoingEvent<Detail extends EventDetail = EventDetail> extends Causation {
  readonly contract: EventContract<Detail>;
  readonly data: Detail["data"];
  /** Opaque key of the thing that changed. */
  readonly subject: string;
  /** 40 digits, growing per subject. */
  readonly sequence: string;
  /** The unique identity of the change; the eventId is derived from it. */
  readonly identity: string;
  /** RFC 3339; the time of publishing when not known. */
  readonly occurredAt?: string;
  readonly tenantId?: string;
}
