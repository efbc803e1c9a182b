import type { EventContract, EventDetail, Validation } from "@tributary/contract/event-contract";
import { redactor } from "@tributary/contract/validator-runtime";
import type { OutgoingEvent } from "./outgoing-event.ts";

/** A hand-made contract for tests of the mechanism: `data` is `{ n: number }`, with padding allowed. */
export type CountedDetail = EventDetail<{ readonly n: number; readonly padding?: string }>;

const judge =
  (fields: readonly string[]) =>
  (value: unknown): Validation<CountedDetail> => {
    const data = (value as Partial<CountedDetail> | undefined)?.data as Record<string, unknown> | undefined;
    if (typeof data?.n !== "number")
      return { valid: false, violations: [{ pointer: "/data/n", keyword: "type", message: "must be a number" }] };
    const unknown = fields.length > 0 && Object.keys(data).find(name => !fields.includes(name));
    return unknown
      ? {
          valid: false,
          violations: [{ pointer: `/data/${unknown}`, keyword: "additionalProperties", message: "unknown" }],
        }
      : { valid: true, value: value as CountedDetail };
  };

const classification = ["eventId", "correlationId"].map(name => ({ pointer: `/metadata/${name}`, class: "none" }));

/** The contract of `<name>.v1`. */
export function sampleContract(name: string, more: { readonly claimCheck?: true } = {}): EventContract<CountedDetail> {
  return {
    ...more,
    name,
    version: 1,
    detailType: `${name}.v1`,
    source: "tributary.sample",
    bus: "sample",
    schemaId: `https://tributary.example/schemas/${name}.v1.schema.json`,
    classification,
    strict: judge(["n", "padding"]),
    tolerant: judge([]),
    redact: redactor(classification),
  };
}

/** The n-th event of that contract. */
export function sampleEvent(n: number, data: unknown = { n }): OutgoingEvent {
  return {
    contract: sampleContract("Counted"),
    data,
    subject: `Count/${n}`,
    sequence: String(n).padStart(40, "0"),
    identity: `stream|${n}`,
    correlationId: `correlation-${n}`,
    causationId: `cause-${n}`,
    occurredAt: "2026-01-01T00:00:00.000Z",
  };
}
