import type { EventDetail, Violation } from "@tributary/contract/event-contract";
import { envelope } from "./envelope.ts";
import type { OutgoingEvent } from "./outgoing-event.ts";

/** An event ready for the bus, or why it can never be sent. */
export type PreparedEntry =
  | { readonly outcome: "ready"; readonly detail: EventDetail; readonly text: string; readonly bytes: number }
  | Unsendable;

/** Data errors: trying again does not help. */
export type Unsendable =
  | { readonly outcome: "invalid"; readonly violations: readonly Violation[] }
  | { readonly outcome: "oversize"; readonly bytes: number; readonly limit: number };

/** The event in its envelope, strictly validated and measured. */
export function prepareEntry(event: OutgoingEvent, publishedAt: string, maxBytes: number): PreparedEntry {
  const { contract } = event;
  const detail = envelope(event, publishedAt);
  const verdict = contract.strict(detail);
  if (!verdict.valid) return { outcome: "invalid", violations: verdict.violations };
  const text = JSON.stringify(detail);
  const bytes = entryBytes(contract.source, contract.detailType, text);
  return bytes > maxBytes ? { outcome: "oversize", bytes, limit: maxBytes } : { outcome: "ready", detail, text, bytes };
}

/** As EventBridge counts: 14 for the time, then UTF-8. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
function entryBytes(source: string, detailType: string, detail: string): number {
  return 14 + Buffer.byteLength(source) + Buffer.byteLength(detailType) + Buffer.byteLength(detail);
}

/** Why an event could not be sent, in the words of a contract. */
export function violationsOf(unsendable: Unsendable): readonly Violation[] {
  if (unsendable.outcome === "invalid") return unsendable.violations;
  return [{ pointer: "", keyword: "maxBytes", message: `must take at most ${unsendable.limit} bytes` }];
}
