import type { HealthLakeContext } from "../behaviour.ts";
import type { Datastore } from "../datastore.ts";
import type { Job, JobResult } from "./job.ts";
import { s3Location } from "./s3-location.ts";
import { encryptionOfJob, s3OfJob } from "./s3-of-job.ts";

/** Resources, and characters of them, of one file; in AWS a file's size is not documented. */
const FILE_MAX_LINES = 5_000;
const FILE_MAX_CHARACTERS = 32_000_000;
/** Later than any time. */
const NEVER = 8_640_000_000_000_000;

/**
 * Writes what is there at this moment, and not deleted, as NDJSON to S3: a file or more by type, below
 * `<S3Uri>/<data store>-FHIR_EXPORT-<job>/<Type>/`. `_since` is included, `_until` is not.
 */
export function runExport(context: HealthLakeContext, datastore: Datastore, job: Job): JobResult {
  const { output, since = 0, until = NEVER, types } = job.request;
  const to = s3Location(output.S3Uri);
  if (!to) return { message: "The output is not a place in S3." };
  const s3 = s3OfJob(context, datastore, job);
  s3("ListObjectsV2", { Bucket: to.bucket, Prefix: to.prefix, MaxKeys: 1 });
  const folder = `${to.prefix}${datastore.id}-FHIR_EXPORT-${job.id}/`;
  const files: { type: string; url: string }[] = [];
  const put = (type: string, lines: readonly string[], number: number) => {
    const key = `${folder}${type}/${type}-${job.id}-${number}.ndjson`;
    const Body = `${lines.join("\n")}\n`;
    const described = { ContentType: "application/fhir+ndjson", ...encryptionOfJob(job) };
    s3("PutObject", { Bucket: to.bucket, Key: key, Body, ...described });
    files.push({ type, url: `s3://${to.bucket}/${key}` });
  };
  const present = context.store
    .prepare("SELECT DISTINCT type FROM healthlake_docs WHERE store = ? ORDER BY type")
    .all(datastore.number)
    .map(row => row.type as string);
  for (const type of present.filter(one => types === undefined || types.includes(one))) {
    let lines: string[] = [];
    let [number, size] = [0, 0];
    for (const body of bodies(context, datastore, type, since, until)) {
      size += body.length;
      if (lines.push(body) < FILE_MAX_LINES && size < FILE_MAX_CHARACTERS) continue;
      put(type, lines, number++);
      [lines, size] = [[], 0];
    }
    if (lines.length > 0) put(type, lines, number);
  }
  return { files, transactionTime: context.clock.now() };
}

function* bodies(
  { store }: HealthLakeContext,
  { number }: Datastore,
  type: string,
  since: number,
  until: number,
): Generator<string> {
  const rows = store
    .prepare(
      `SELECT v.body FROM healthlake_docs d JOIN healthlake_versions v ON v.seq = d.doc
       WHERE d.store = ? AND d.type = ? AND d.updated_at >= ? AND d.updated_at < ? AND d.hidden_from = ?
       ORDER BY d.updated_at, d.doc`,
    )
    .iterate(number, type, since, until, NEVER);
  for (const row of rows) yield row.body as string;
}
