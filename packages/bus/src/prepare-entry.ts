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
  const given = envelope(event, publishedAt);
  const refused = contract.strict(given);
  const detail = refused.valid ? given : withOwnIds(given, refused.violations);
  const verdict = detail === given ? refused : contract.strict(detail);
  if (!verdict.valid) return { outcome: "invalid", violations: verdict.violations };
  const text = JSON.stringify(detail);
  const bytes = entryBytes(contract.source, contract.detailType, text);
  return bytes > maxBytes ? { outcome: "oversize", bytes, limit: maxBytes } : { outcome: "ready", detail, text, bytes };
}

/** A first hop may give any text as its id, a person's too. It is not passed on: the event's own id takes its place. */
function withOwnIds(detail: EventDetail, violations: readonly Violation[]): EventDetail {
  const names = ["correlationId", "causationId"].filter(name =>
    violations.some(({ pointer, keyword }) => pointer === `/metadata/${name}` && keyword === "pattern"),
  );
  if (names.length === 0) return detail;
  const { eventId } = detail.metadata;
  return { ...detail, metadata: { ...detail.metadata, ...Object.fromEntries(names.map(name => [name, eventId])) } };
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
