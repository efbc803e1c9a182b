import type { EventContract, EventDetail, EventMetadata } from "./event-contract.ts";

/**
 * An event in the JSON format of CloudEvents 1.0 (github.com/cloudevents/spec, cloudevents/spec.md and
 * formats/json-format.md). Extension attributes are lower-case as the specification asks; `sequence`, `traceparent`,
 * `correlationid` and `causationid` are names of documented extensions, `publishedat` and `tenantid` are ours.
 */
export interface CloudEvent<Data = unknown> {
  readonly specversion: "1.0";
  readonly id: string;
  /** A URI reference: the source on EventBridge, unchanged. */
  readonly source: string;
  /** The detail-type. */
  readonly type: string;
  readonly subject: string;
  /** When the change happened. */
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly dataschema: string;
  readonly sequence: string;
  readonly correlationid: string;
  readonly causationid: string;
  readonly traceparent: string;
  readonly publishedat: string;
  readonly tenantid?: string;
  readonly data: Data;
}

/** The event as a CloudEvent, without loss: `fromCloudEvent` reverses it. */
export function toCloudEvent<Data>(
  contract: Pick<EventContract, "source" | "detailType">,
  { metadata, data }: EventDetail<Data>,
): CloudEvent<Data> {
  return {
    specversion: "1.0",
    id: metadata.eventId,
    source: contract.source,
    type: contract.detailType,
    subject: metadata.subject,
    time: metadata.occurredAt,
    datacontenttype: "application/json",
    dataschema: metadata.dataschema,
    sequence: metadata.sequence,
    correlationid: metadata.correlationId,
    causationid: metadata.causationId,
    traceparent: metadata.traceparent,
    publishedat: metadata.publishedAt,
    ...(metadata.tenantId === undefined ? {} : { tenantid: metadata.tenantId }),
    data,
  };
}

/** The event's detail, from a CloudEvent made by `toCloudEvent`. */
export function fromCloudEvent<Data>(event: CloudEvent<Data>): EventDetail<Data> {
  const metadata: EventMetadata = {
    eventId: event.id,
    occurredAt: event.time,
    publishedAt: event.publishedat,
    subject: event.subject,
    sequence: event.sequence,
    correlationId: event.correlationid,
    causationId: event.causationid,
    traceparent: event.traceparent,
    dataschema: event.dataschema,
    ...(event.tenantid === undefined ? {} : { tenantId: event.tenantid }),
  };
  return { metadata, data: event.data };
}
