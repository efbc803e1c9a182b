import { createHash } from "node:crypto";
import { outgoingEvents } from "@tributary/bus/change-mapping";
import { PUT_EVENTS_MAX_BYTES } from "@tributary/bus/pack-entries";
import { prepareEntry } from "@tributary/bus/prepare-entry";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import { readStream } from "@tributary/local-cloud/services/dynamodb/stream-log";
import { eventsOf } from "../../services/patient-registry/patient.ts";
import { pages } from "./pages.ts";

/** What became of every change that the registry's stream still holds (24 hours), decided by identity, not by counting. */
export interface Reconciliation {
  /** Changes in the stream. */
  readonly written: number;
  /** Changes of no published field: nothing to send. */
  readonly unchanged: number;
  /** Changes whose event the consumer has confirmed. */
  readonly applied: number;
  /** Changes, or their events, that lie in the quarantine bucket. */
  readonly quarantined: number;
  readonly missing: readonly MissingChange[];
}

/** A change that neither arrived nor was set aside. Holds no key of a patient. */
export interface MissingChange {
  readonly sequenceNumber: string;
  /** Absent when the change should have been quarantined. */
  readonly eventId?: string;
}

/** Where to look. */
export interface Reconciled {
  readonly streamArn: string;
  readonly idempotencyTable: string;
  readonly quarantineBucket: string;
}

/** Ids of the events and records that have come to their end. */
export interface Arrivals {
  /** Events that the consumer has confirmed. */
  readonly completed: ReadonlySet<string>;
  /** Records in the quarantine bucket, and events in the messages there. */
  readonly quarantined: ReadonlySet<string>;
}

/** What has arrived, for both comparisons. */
export function arrivalsOf(context: CloudContext, where: Reconciled): Arrivals {
  return {
    completed: completedEvents(context, where.idempotencyTable),
    quarantined: quarantined(context, where.quarantineBucket),
  };
}

/** Records read from the stream at once. */
const PAGE = 1_000;

/** Compares the registry's stream with what was applied and what was quarantined. */
export function reconcile(context: CloudContext, where: Reconciled, arrivals: Arrivals): Reconciliation {
  const { completed, quarantined: aside } = arrivals;
  const tally = { written: 0, unchanged: 0, applied: 0, quarantined: 0 };
  const missing: MissingChange[] = [];
  let after: string | undefined;
  for (;;) {
    const records = readStream(context, where.streamArn, after, PAGE);
    for (const record of records) {
      const sequenceNumber = record.dynamodb.SequenceNumber;
      const expected = expectedOutcome(record);
      tally.written++;
      if (expected.kind === "nothing") tally.unchanged++;
      else if (expected.kind === "event" && completed.has(expected.id)) tally.applied++;
      else if (aside.has(expected.id)) tally.quarantined++;
      else missing.push({ sequenceNumber, ...(expected.kind === "event" && { eventId: expected.id }) });
      after = sequenceNumber;
    }
    if (records.length < PAGE) return { ...tally, missing };
  }
}

type Expected = { kind: "nothing" } | { kind: "event" | "quarantine"; id: string };

/** A registry item leads to one event at most. */
function expectedOutcome(record: unknown): Expected {
  const events = outgoingEvents(record, eventsOf);
  const [event] = events.valid ? events.value : [];
  if (events.valid && !event) return { kind: "nothing" };
  const prepared = event && prepareEntry(event, new Date(0).toISOString(), PUT_EVENTS_MAX_BYTES);
  if (prepared?.outcome === "ready") return { kind: "event", id: prepared.detail.metadata.eventId };
  return { kind: "quarantine", id: createHash("sha256").update(JSON.stringify(record)).digest("hex").slice(0, 32) };
}

function completedEvents(context: CloudContext, table: string): Set<string> {
  const scan = {
    TableName: table,
    ProjectionExpression: "id",
    FilterExpression: "#state = :completed",
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: { ":completed": { S: "completed" } },
  };
  const ids = new Set<string>();
  for (const item of pages<{ id: { S: string } }>(context, "Scan", scan)) ids.add(item.id.S.split("#").at(-1) ?? "");
  return ids;
}

/** Ids of quarantined records, and of the events in the messages that a consumer quarantined. */
function quarantined(context: CloudContext, bucket: string): Set<string> {
  const ids = new Set<string>();
  let token: string | undefined;
  do {
    const page = context.call("s3", "ListObjectsV2", { Bucket: bucket, ContinuationToken: token }) as {
      Contents?: { Key: string }[];
      NextContinuationToken?: string;
    };
    for (const { Key } of page.Contents ?? []) {
      ids.add(Key.replace(/^.*\//, "").replace(/\.json$/, ""));
      const eventId = consumedEventId(context, bucket, Key);
      if (eventId) ids.add(eventId);
    }
    token = page.NextContinuationToken;
  } while (token);
  return ids;
}

function consumedEventId(context: CloudContext, bucket: string, key: string): string | undefined {
  if (key.startsWith("patient-registry/") || key.startsWith("aws/")) return undefined;
  const { Body } = context.call("s3", "GetObject", { Bucket: bucket, Key: key }) as { Body: Uint8Array };
  try {
    const id: unknown = JSON.parse(Buffer.from(Body).toString("utf8"))?.detail?.metadata?.eventId;
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined; // Quarantined because it is not JSON.
  }
}
