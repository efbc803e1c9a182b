/** Why a value breaks its contract, without the value: a JSON Pointer, the schema keyword that failed, and a sentence. */
export interface Violation {
  readonly pointer: string;
  readonly keyword: string;
  readonly message: string;
}

/** The verdict of a validator: the value, typed, or every violation found. */
export type Validation<T> =
  | { readonly valid: true; readonly value: T }
  | { readonly valid: false; readonly violations: readonly Violation[] };

/** The metadata of every event; names follow CloudEvents 1.0 where it has one. */
export interface EventMetadata {
  /** Deterministic: the same change always has the same id (32 lower-case hex characters). */
  readonly eventId: string;
  /** When the change happened, RFC 3339. */
  readonly occurredAt: string;
  /** When the event was put on the bus, RFC 3339. */
  readonly publishedAt: string;
  /** Opaque key of the thing that changed. */
  readonly subject: string;
  /** 40 decimal digits; grows per subject, compares as text. */
  readonly sequence: string;
  /** From the first hop, never re-minted. */
  readonly correlationId: string;
  /** The cause of this event: the id of an event, or of a change. */
  readonly causationId: string;
  /** W3C trace context. */
  readonly traceparent: string;
  /** Id of the schema that the detail obeys. */
  readonly dataschema: string;
  readonly tenantId?: string;
}

/** The `detail` of every event on the bus. */
export interface EventDetail<Data = unknown> {
  readonly metadata: EventMetadata;
  readonly data: Data;
}

/** One version of one event, as the generated modules export it. */
export interface EventContract<Detail extends EventDetail = EventDetail> {
  readonly name: string;
  readonly version: number;
  readonly detailType: string;
  readonly source: string;
  readonly bus: string;
  readonly schemaId: string;
  /** Whether data too large for the bus travel by claim check (`x-delivery.claimCheck`). */
  readonly claimCheck?: true;
  /** Whether others publish it without metadata: its whole detail is the data, and metadata are what EventBridge says of it. */
  readonly bare?: true;
  /** Every classified field of the detail: `pointer` uses `*` for any array item or map key. Logs withhold what breaks `pattern`. */
  readonly classification: readonly { readonly pointer: string; readonly class: string; readonly pattern?: string }[];
  /** For producers: unknown fields are rejected. */
  strict(value: unknown): Validation<Detail>;
  /** For consumers: unknown fields are ignored. */
  tolerant(value: unknown): Validation<Detail>;
  /**
   * A valid detail as it may be logged: fields of class `none` as they are (`[malformed]` where a producer may not write
   * the value), others as their class (`[phi]`), fields that the contract does not have and the keys of maps left out.
   */
  redact(detail: unknown): unknown;
}
