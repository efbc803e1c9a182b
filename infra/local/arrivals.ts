import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import { pages } from "./pages.ts";
import { openScratch } from "./scratch.ts";

/** Where what has come to its end is remembered. */
export interface ArrivalPlaces {
  readonly idempotencyTable: string;
  readonly quarantineBucket: string;
}

/** What became of events and records that have come to their end. */
export interface Arrivals {
  /** Whether the consumer has confirmed an event. */
  isCompleted(eventId: string): boolean;
  /** Whether a record, or an event in a consumer's message, lies in the quarantine bucket. */
  isQuarantined(id: string): boolean;
  close(): void;
}

const SCHEMA = `
CREATE TABLE completed (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE quarantined (id TEXT PRIMARY KEY) WITHOUT ROWID;
`;

/** What has arrived until now, for both comparisons. */
export function readArrivals(context: CloudContext, { idempotencyTable, quarantineBucket }: ArrivalPlaces): Arrivals {
  const scratch = openScratch(SCHEMA);
  scratch.together(() => {
    for (const id of completedEvents(context, idempotencyTable))
      scratch.run("INSERT OR IGNORE INTO completed VALUES (?)", id);
    for (const id of quarantined(context, quarantineBucket))
      scratch.run("INSERT OR IGNORE INTO quarantined VALUES (?)", id);
  });
  return {
    isCompleted: id => scratch.get("SELECT 1 FROM completed WHERE id = ?", id) !== undefined,
    isQuarantined: id => scratch.get("SELECT 1 FROM quarantined WHERE id = ?", id) !== undefined,
    close: scratch.close,
  };
}

function* completedEvents(context: CloudContext, table: string): Generator<string> {
  const scan = {
    TableName: table,
    ProjectionExpression: "id",
    FilterExpression: "#state = :completed",
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: { ":completed": { S: "completed" } },
  };
  for (const { id } of pages<{ id: { S: string } }>(context, "Scan", scan)) yield id.S.split("#").at(-1) ?? "";
}

/** Ids of quarantined records, and of the events in the messages that a consumer quarantined. */
function* quarantined(context: CloudContext, bucket: string): Generator<string> {
  let token: string | undefined;
  do {
    const page = context.call("s3", "ListObjectsV2", { Bucket: bucket, ContinuationToken: token }) as {
      Contents?: { Key: string }[];
      NextContinuationToken?: string;
    };
    for (const { Key } of page.Contents ?? []) {
      yield Key.replace(/^.*\//, "").replace(/\.json$/, "");
      const eventId = consumedEventId(context, bucket, Key);
      if (eventId) yield eventId;
    }
    token = page.NextContinuationToken;
  } while (token);
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
