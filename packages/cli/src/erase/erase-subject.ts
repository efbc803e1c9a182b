import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { ErasingTables, Erasure } from "@tributary/delivery/erasure";
import type { SubjectNames } from "@tributary/delivery/subject-names";
import { eraseArchive } from "./erase-archive.ts";
import { eraseRecords } from "./erase-records.ts";
import { eraseTables } from "./erase-tables.ts";
import type { ErasurePlaces } from "./erasure-places.ts";
import { type PlaceReport, placeReport } from "./place-report.ts";
import type { StageLinks } from "./stage-links.ts";

/** Dependencies of `eraseSubject`. */
export interface EraseOptions {
  readonly places: ErasurePlaces;
  readonly links: StageLinks;
  readonly erasures: readonly Erasure[];
  readonly apply: boolean;
  /** Whether to delete and recreate archives that may hold events about the subject, losing everybody's events. */
  readonly recreateArchives: boolean;
  readonly clients: {
    readonly dynamodb: DynamoDBClient;
    readonly sqs: SQSClient;
    readonly s3: S3Client;
    readonly events: EventBridgeClient;
  };
  readonly now: () => number;
  readonly pace: (done: number) => Promise<void>;
  /** Seconds that a search of a queue waits for messages that its servers may still return. */
  readonly waitSeconds: number;
}

/**
 * Finds what a stage keeps of a subject. With `apply`, erases it once the source of record has none of it and every consumer
 * has applied that: tables first, then messages, then archives. Names a place that it cannot reach, and continues with the
 * others. Repeatable: the next call finds what this one left.
 */
export async function eraseSubject(key: string, options: EraseOptions): Promise<PlaceReport[]> {
  const { places, links, erasures, apply, clients, now, pace, waitSeconds } = options;
  const tables = { client: clients.dynamodb, nameOf: (name: string) => links(name, "name"), apply, now, pace };
  const erased = await eraseTables(key, erasures, tables);
  const { settledAt, messagesBlocked: blocked } = erased;
  // Unread names mean an unread table: then the other tables erase nothing.
  const names = await namesOf(key, erasures, tables);
  const { sqs, s3 } = clients;
  // Searches the other places even so: dead letters may hold anything.
  const nothingIn = new Set(erasures.flatMap(({ nothingIn = {} }) => Object.keys(nothingIn)));
  const queues = places.queues.filter(({ name, reader }) => reader === undefined || !nothingIn.has(name));
  const records = await eraseRecords({ ...places, queues }, names, {
    ...{ links, sqs, s3, apply, blocked, settledAt, now, pace, waitSeconds },
  });
  const reports = [...erased.reports, ...undeclared(options), ...records];
  // A mistyped key would drop everybody's events for no one.
  const isKnown = settledAt !== undefined || reports.some(({ found }) => found > 0);
  const kept = blocked ?? (isKnown ? undefined : UNKNOWN);
  for (const name of places.archives) reports.push(await archive(name, { ...options, kept, settledAt }));
  return reports;
}

/** Reported in every run: it may be the only sign of a mistyped key. */
const UNKNOWN = "nothing is known of this key";

/** Undeclared tables may hold anything. */
function undeclared({ places, erasures }: EraseOptions): PlaceReport[] {
  const declared = new Set(
    erasures.flatMap(({ tables = {}, nothingIn = {} }) => [...Object.keys(tables), ...Object.keys(nothingIn)]),
  );
  const problem = "no erasure says what it holds: declare it in a module that tributary.config.ts names";
  return places.tables
    .filter(place => !declared.has(place))
    .map(place => placeReport({ place, kind: "table" }, {}, [problem]));
}

async function namesOf(key: string, erasures: readonly Erasure[], tables: ErasingTables): Promise<SubjectNames> {
  const all: SubjectNames[] = [];
  for (const { names } of erasures)
    try {
      if (names) all.push(await names(key, tables));
    } catch {} // Its table is reported as one that could not be read.
  return { texts: all.flatMap(({ texts }) => texts), members: all.flatMap(({ members }) => members) };
}

async function archive(
  name: string,
  options: EraseOptions & { readonly kept: string | undefined; readonly settledAt: number | undefined },
): Promise<PlaceReport> {
  const { clients, now, settledAt, kept, apply, recreateArchives } = options;
  const recreate = apply && recreateArchives && kept === undefined;
  const place = { place: name, kind: "archive" } as const;
  const found = await eraseArchive(name, { events: clients.events, now, settledAt, recreate });
  const isRefused = apply && recreateArchives && kept !== undefined;
  const report = placeReport(place, {}, [found.problem, isRefused ? `kept: ${kept}` : kept === UNKNOWN && kept]);
  return found.note === undefined ? report : { ...report, note: found.note };
}
