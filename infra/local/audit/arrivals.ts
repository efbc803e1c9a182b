import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import type { TimelineEntry } from "../../../services/patient-timeline/timeline.ts";
import { openScratch } from "../scratch.ts";
import { keysOf, pages } from "./pages.ts";

/** The places where a finished event or record is found. */
export interface ArrivalPlaces {
  readonly timelineTable: string;
  readonly quarantineBucket: string;
}

/** Looks up the outcomes of events and records. */
export interface Arrivals {
  /**
   * `applied`: the timeline has this event or a newer one; `quarantined`: the event is in the quarantine bucket and not in the
   * timeline; undefined: neither.
   */
  outcomeOf(event: ExpectedEntry): "applied" | "quarantined" | undefined;
  /** Whether a record, or an event in a consumer's message, is in the quarantine bucket. */
  isQuarantined(id: string): boolean;
  close(): void;
}

/** The key of the timeline's entry for an event. */
export type ExpectedEntry = Pick<TimelineEntry, "pk" | "sk" | "sequence" | "eventId">;

const SCHEMA = `
CREATE TABLE applied (pk TEXT, sk TEXT, sequence TEXT, PRIMARY KEY (pk, sk)) WITHOUT ROWID;
CREATE TABLE quarantined (id TEXT PRIMARY KEY) WITHOUT ROWID;
`;

/** The outcomes up to now, for both comparisons. */
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

/** A row of the timeline: its key and its newest sequence. */
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

/** Ids of quarantined records, and of the events in quarantined messages. */
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
    return undefined; // Not JSON, and quarantined for that.
  }
}
