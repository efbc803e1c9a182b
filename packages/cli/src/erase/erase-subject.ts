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
  /** Whether archives that may hold events about the subject are deleted, with all events of everybody, and created again. */
  readonly recreateArchives: boolean;
  readonly clients: {
    readonly dynamodb: DynamoDBClient;
    readonly sqs: SQSClient;
    readonly s3: S3Client;
    readonly events: EventBridgeClient;
  };
  readonly now: () => number;
  readonly pace: (done: number) => Promise<void>;
  /** Seconds that a search of a queue waits for what a server of it may still show. */
  readonly waitSeconds: number;
}

/**
 * Looks for what a stage keeps of a subject, and erases it when `apply` is set, the source of record has none of it any more,
 * and every consumer has applied that. Messages go after tables, and archives last. A place that cannot be reached is named,
 * and the others go on. Repeatable: the next call finds what this one left.
 */
export async function eraseSubject(key: string, options: EraseOptions): Promise<PlaceReport[]> {
  const { places, links, erasures, apply, clients, now, pace, waitSeconds } = options;
  const tables = { client: clients.dynamodb, nameOf: (name: string) => links(name, "name"), apply, now, pace };
  const erased = await eraseTables(key, erasures, tables);
  const { settledAt, messagesBlocked: blocked } = erased;
  // Names that could not be read are of a table that could not be: then nothing is erased by the others.
  const names = await namesOf(key, erasures, tables);
  const { sqs, s3 } = clients;
  // Others are searched all the same: dead letters may hold anything.
  const nothingIn = new Set(erasures.flatMap(({ nothingIn = {} }) => Object.keys(nothingIn)));
  const queues = places.queues.filter(({ name, reader }) => reader === undefined || !nothingIn.has(name));
  const records = await eraseRecords({ ...places, queues }, names, {
    ...{ links, sqs, s3, apply, blocked, settledAt, now, pace, waitSeconds },
  });
  const reports = [...erased.reports, ...undeclared(options), ...records];
  // With a mistyped key everybody's events would be dropped for nobody.
  const isKnown = settledAt !== undefined || reports.some(({ found }) => found > 0);
  const kept = blocked ?? (isKnown ? undefined : UNKNOWN);
  for (const name of places.archives) reports.push(await archive(name, { ...options, kept, settledAt }));
  return reports;
}

/** Said in every run, as it may be the only sign of a mistyped key. */
const UNKNOWN = "nothing is known of this key";

/** Tables that nobody says anything about may hold anything. */
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
