import { createHash } from "node:crypto";
import type { EventContract, EventDetail } from "@tributary/contract/event-contract";

/** What EventBridge says of an event. https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export interface BareEnvelope {
  readonly id?: unknown;
  readonly time?: unknown;
  readonly detail?: unknown;
}

/**
 * A bare event, which others publish without metadata, as handlers get it: its detail is the data, and the metadata are what
 * EventBridge says of it. Its id is EventBridge's, so that a message that comes again is recognised, and an event that its
 * publisher sends twice is two. It has no sequence that says which of two is newer.
 */
export function bareDetail({ id, time, detail }: BareEnvelope, { schemaId }: EventContract): EventDetail {
  const text = typeof id === "string" ? id : "";
  const eventId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
    ? text.replaceAll("-", "")
    : createHash("sha256").update(text).digest("hex").slice(0, 32);
  const at = typeof time === "string" ? time : "";
  const metadata = {
    ...{ eventId, subject: eventId, correlationId: eventId, causationId: eventId },
    ...{ occurredAt: at, publishedAt: at },
    sequence: String(Date.parse(at) || 0).padStart(40, "0"),
    traceparent: `00-${eventId}-${eventId.slice(0, 16)}-01`,
    dataschema: schemaId,
  };
  return { metadata, data: detail };
}
