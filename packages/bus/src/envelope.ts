import type { EventDetail, EventMetadata } from "@tributary/contract/event-contract";
import { eventIdOf, hex32 } from "./event-id.ts";
import type { OutgoingEvent } from "./outgoing-event.ts";

/** The `detail` of an event: its data in an envelope in which only `publishedAt` differs between attempts. */
export function envelope(event: OutgoingEvent, publishedAt: string): EventDetail {
  const eventId = eventIdOf(event);
  const metadata: EventMetadata = {
    eventId,
    occurredAt: event.occurredAt ?? publishedAt,
    publishedAt,
    subject: event.subject,
    sequence: event.sequence,
    correlationId: event.correlationId,
    causationId: event.causationId,
    traceparent: event.traceparent ?? `00-${hex32(event.correlationId)}-${eventId.slice(0, 16)}-01`,
    dataschema: event.contract.schemaId,
    ...(event.tenantId !== undefined && { tenantId: event.tenantId }),
  };
  return { metadata, data: event.data };
}
