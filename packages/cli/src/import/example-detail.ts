import type { EventNames } from "../add/names.ts";

/** A whole event around data, with metadata that stand for those of any event. */
export const exampleDetail = ({ name }: EventNames, schemaId: string, data: unknown, index: number): object => ({
  metadata: {
    eventId: String(index + 1).padStart(32, "0"),
    occurredAt: "2026-03-01T08:15:30.000Z",
    publishedAt: "2026-03-01T08:15:31.250Z",
    subject: `${name}/${index + 1}`,
    sequence: String(index + 1).padStart(40, "0"),
    correlationId: "request-1",
    causationId: `change-${index + 1}`,
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4731-00f067aa0ba902b1-01",
    dataschema: schemaId,
  },
  data,
});
