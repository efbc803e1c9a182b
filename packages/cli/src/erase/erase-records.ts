import type { S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { eraseMessages, HIDDEN_SECONDS } from "@tributary/delivery/erase-messages";
import { eraseObjects, findObjects, type ObjectFindings } from "@tributary/delivery/erase-objects";
import type { SubjectNames } from "@tributary/delivery/subject-names";
import type { QueuePlace } from "./erasure-places.ts";
import { failure, type PlaceReport, placeReport, unreadable } from "./place-report.ts";
import type { StageLinks } from "./stage-links.ts";

/** Dependencies of `eraseRecords`. */
export interface EraseRecordsOptions {
  readonly links: StageLinks;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly apply: boolean;
  /** Why nothing is erased despite `apply`. */
  readonly blocked?: string | undefined;
  /** When everything about the subject had been published, in epoch milliseconds, if known. */
  readonly settledAt?: number | undefined;
  readonly now: () => number;
  readonly pace: (done: number) => Promise<void>;
  /** Seconds that a search of a queue waits for messages that its servers may still return. */
  readonly waitSeconds: number;
}

/** Queues searched at once: each search ends by waiting. */
const AT_ONCE = 8;

interface Bucket {
  readonly place: string;
  readonly found?: ObjectFindings;
  readonly problem?: string;
}

/**
 * Searches buckets and queues for records that name the subject, and erases them unless blocked. Queues hold reports on
 * objects in buckets, so buckets are searched first and erased last: a crash leaves no report without its object.
 */
export async function eraseRecords(
  { buckets, queues }: { readonly buckets: readonly string[]; readonly queues: readonly QueuePlace[] },
  names: SubjectNames,
  options: EraseRecordsOptions,
): Promise<PlaceReport[]> {
  const looked: Bucket[] = [];
  for (const place of buckets) looked.push(await lookInto(place, names, options));
  const objects = looked.flatMap(({ found }) => found?.keys ?? []);
  const reports: PlaceReport[] = [];
  const named = { ...names, texts: [...names.texts, ...objects] };
  for (let from = 0; from < queues.length; from += AT_ONCE) {
    const some = queues.slice(from, from + AT_ONCE);
    reports.push(...(await Promise.all(some.map(queue => eraseQueue(queue, named, options)))));
  }
  for (const bucket of looked) reports.push(await eraseBucket(bucket, names, options));
  return reports;
}

async function lookInto(place: string, names: SubjectNames, { links, s3, pace }: EraseRecordsOptions): Promise<Bucket> {
  try {
    return { place, found: await findObjects(links(place, "name"), names, { s3, pace }) };
  } catch (error) {
    return { place, problem: failure(error) };
  }
}

async function eraseBucket(
  { place, found, problem }: Bucket,
  names: SubjectNames,
  { links, s3, pace, apply, blocked }: EraseRecordsOptions,
): Promise<PlaceReport> {
  const bucket = { place, kind: "bucket" } as const;
  if (found === undefined) return placeReport(bucket, {}, [problem]);
  const isErased = apply && blocked === undefined;
  try {
    if (isErased) await eraseObjects(links(place, "name"), found.keys, names, { s3, pace });
  } catch (error) {
    return placeReport(bucket, { found: found.found }, [failure(error)]);
  }
  return placeReport(bucket, { found: found.found, isErased }, [
    found.found > 0 && kept({ apply, blocked }),
    unreadable(found.unreadable),
  ]);
}

async function eraseQueue(queue: QueuePlace, names: SubjectNames, options: EraseRecordsOptions): Promise<PlaceReport> {
  const place = { place: queue.name, kind: "queue" } as const;
  const { sqs, links, blocked, pace, waitSeconds } = options;
  try {
    const url = links(queue.name, "url");
    if (queue.reader !== undefined) return placeReport(place, {}, [await waiting(url, queue, options)]);
    const apply = options.apply && blocked === undefined;
    const {
      found,
      shared,
      unreadable: left,
      hidden,
    } = await eraseMessages(url, names, { sqs, apply, pace, waitSeconds });
    return placeReport(place, { found, isErased: apply }, [
      found > 0 && kept(options),
      shared > 0 && `${shared} hold records of others as well: look at them`,
      unreadable(left),
      hidden > 0 && `${hidden} are hidden, as somebody received them: run again in ${HIDDEN_SECONDS / 60} minutes`,
    ]);
  } catch (error) {
    return placeReport(place, {}, [failure(error)]);
  }
}

function kept({ apply, blocked }: Pick<EraseRecordsOptions, "apply" | "blocked">): string | false {
  return apply && blocked !== undefined && `kept: ${blocked}`;
}

const WAITING = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
] as const;

/** Leaves a queue with a reader alone: our receives would count against its messages. */
async function waiting(
  QueueUrl: string,
  { reader, retentionSeconds }: QueuePlace,
  { sqs, settledAt, now }: EraseRecordsOptions,
): Promise<string | false> {
  const ask = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...WAITING] });
  const { Attributes = {} } = await sqs.send(ask);
  const count = WAITING.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  // Earlier messages have been read or have expired.
  const until = settledAt === undefined ? undefined : settledAt + retentionSeconds * 1_000;
  if (count === 0 || (until !== undefined && until < now())) return false;
  const latest = until === undefined ? "" : `, after ${new Date(until).toISOString()} at the latest`;
  return `${count} wait for ${reader}, perhaps about the subject: run again when they are read${latest}`;
}
