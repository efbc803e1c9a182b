import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import type { TimelineEntry } from "../../../services/patient-timeline/timeline.ts";
import { openScratch } from "../scratch.ts";
import { keysOf, pages } from "./pages.ts";

/** Where what has come to its end is found. */
export interface ArrivalPlaces {
  readonly timelineTable: string;
  readonly quarantineBucket: string;
}

/** What became of events and records that have come to their end. */
export interface Arrivals {
  /**
   * `applied`: the timeline is at this event, or past it; `quarantined`: it lies in the quarantine bucket, and did not reach
   * the timeline; undefined: neither.
   */
  outcomeOf(event: ExpectedEntry): "applied" | "quarantined" | undefined;
  /** Whether a record, or an event in a consumer's message, lies in the quarantine bucket. */
  isQuarantined(id: string): boolean;
  close(): void;
}

/** Where the timeline keeps what an event leads to. */
export type ExpectedEntry = Pick<TimelineEntry, "pk" | "sk" | "sequence" | "eventId">;

const SCHEMA = `
CREATE TABLE applied (pk TEXT, sk TEXT, sequence TEXT, PRIMARY KEY (pk, sk)) WITHOUT ROWID;
CREATE TABLE quarantined (id TEXT PRIMARY KEY) WITHOUT ROWID;
`;

/** What has arrived until now, for both comparisons. */
export function readArrivals(context: CloudContext, { timelineTable, quarantineBucket }: ArrivalPlaces): Arrivals {
  const scratch = openScratch(SCHEMA);
  scratch.together(() => {
    for (const { pk, sk, sequence } of timelineRows(context, timelineTable))
      scratch.run("INSERT INTO applied VALUES (?, ?, ?)", pk.S, sk.S, sequence.S);
    for (const id of quarantined(context, quarantineBucket))
      scratch.run("INSERT OR IGNORE INTO quarantined VALUES (?)", id);
  });
  const isQuarantined = (id: string) => scratch.get("SELECT 1 FROM quarantined WHERE id = ?", id) !== undefined;
  return {
    outcomeOf({ pk, sk, sequence, eventId }) {
      const row = scratch.get("SELECT sequence FROM applied WHERE pk = ? AND sk = ?", pk, sk);
      const reached = row === undefined ? "" : String(row.sequence);
      if (reached === sequence) return "applied";
      if (isQuarantined(eventId)) return "quarantined";
      return reached > sequence ? "applied" : undefined;
    },
    isQuarantined,
    close: scratch.close,
  };
}

/** A row of the timeline: where it stands, and how far it has come. */
interface TimelineRow {
  readonly pk: { readonly S: string };
  readonly sk: { readonly S: string };
  readonly sequence: { readonly S: string };
}

function timelineRows(context: CloudContext, TableName: string): Generator<TimelineRow> {
  const ExpressionAttributeNames = { "#sequence": "sequence" };
  return pages<TimelineRow>(context, "Scan", {
    ...{ TableName, ExpressionAttributeNames, ProjectionExpression: "pk, sk, #sequence" },
  });
}

/** Ids of quarantined records, and of the events in the messages that a consumer quarantined. */
function* quarantined(context: CloudContext, bucket: string): Generator<string> {
  for (const key of keysOf(context, bucket)) {
    yield key.replace(/^.*\//, "").replace(/\.json$/, "");
    const eventId = consumedEventId(context, bucket, key);
    if (eventId) yield eventId;
  }
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
