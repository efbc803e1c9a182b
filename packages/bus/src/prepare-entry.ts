import { createHash } from "node:crypto";
import { type ClaimedDetail, claimedKey, MOST_CLAIMED_BYTES } from "@tributary/contract/claim-check";
import type { EventDetail, Violation } from "@tributary/contract/event-contract";
import { EVENT_ENVELOPE_BYTES } from "@tributary/contract/hop-limits";
import { envelope } from "./envelope.ts";
import type { OutgoingEvent } from "./outgoing-event.ts";

/** An event ready for the bus, or why it can never be sent. */
export type PreparedEntry =
  | {
      readonly outcome: "ready";
      /** The detail for the bus, and its text. */
      readonly detail: EventDetail | ClaimedDetail;
      readonly text: string;
      readonly bytes: number;
      /** The data to store before the event is put on the bus. */
      readonly payload?: Payload;
    }
  | Unsendable;

/** The data of a claim check. */
export interface Payload {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** Data errors: a retry does not help. */
export type Unsendable =
  | { readonly outcome: "invalid"; readonly violations: readonly Violation[] }
  | { readonly outcome: "oversize"; readonly bytes: number; readonly limit: number };

/**
 * The event in its envelope, strictly validated and measured. A large event travels by claim check if its contract says so
 * and there is a store for the data (`claimChecks`); otherwise it is oversize.
 */
export function prepareEntry(
  event: OutgoingEvent,
  publishedAt: string,
  maxBytes: number,
  claimChecks = true,
): PreparedEntry {
  const { contract } = event;
  const given = envelope(event, publishedAt);
  const refused = contract.strict(given);
  const detail = refused.valid ? given : withOwnIds(given, refused.violations);
  const verdict = detail === given ? refused : contract.strict(detail);
  if (!verdict.valid) return { outcome: "invalid", violations: verdict.violations };
  const text = JSON.stringify(detail);
  const bytes = entryBytes(contract.source, contract.detailType, text);
  // A queue takes as much as the bus, and gets the envelope of EventBridge besides.
  if (contract.claimCheck && claimChecks && bytes > maxBytes - EVENT_ENVELOPE_BYTES)
    return claimedEntry(event, detail, maxBytes);
  return bytes > maxBytes ? { outcome: "oversize", bytes, limit: maxBytes } : { outcome: "ready", detail, text, bytes };
}

function claimedEntry({ contract }: OutgoingEvent, { metadata, data }: EventDetail, maxBytes: number): PreparedEntry {
  const payload = Buffer.from(JSON.stringify(data));
  if (payload.length > MOST_CLAIMED_BYTES)
    return { outcome: "oversize", bytes: payload.length, limit: MOST_CLAIMED_BYTES };
  const sha256 = createHash("sha256").update(payload).digest("hex");
  const detail: ClaimedDetail = { metadata, claimCheck: { sha256, bytes: payload.length } };
  const text = JSON.stringify(detail);
  const bytes = entryBytes(contract.source, contract.detailType, text);
  // Metadata alone.
  if (bytes > maxBytes) return { outcome: "oversize", bytes, limit: maxBytes };
  const key = claimedKey(contract.detailType, metadata.eventId, sha256);
  return { outcome: "ready", detail, text, bytes, payload: { key, bytes: payload } };
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

/** The reasons why an event cannot be sent, as violations of its contract. */
export function violationsOf(unsendable: Unsendable): readonly Violation[] {
  if (unsendable.outcome === "invalid") return unsendable.violations;
  return [{ pointer: "", keyword: "maxBytes", message: `must take at most ${unsendable.limit} bytes` }];
}
