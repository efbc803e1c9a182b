import { isUtf8 } from "node:buffer";
import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import type { Datastore } from "../datastore.ts";
import { toOutcome } from "../fhir/outcome.ts";
import { ID_PATTERN, isObject, type Resource } from "../resources/resource.ts";
import { validateResource } from "../resources/validate-resource.ts";
import { writeVersion } from "../resources/write-version.ts";
import type { Job, JobResult } from "./job.ts";
import { type S3Location, s3Location } from "./s3-location.ts";
import { encryptionOfJob, s3OfJob } from "./s3-of-job.ts";

interface Page {
  readonly Contents?: readonly { readonly Key: string; readonly Size: number }[];
  readonly NextContinuationToken?: string;
}

interface Counts {
  scanned: number;
  imported: number;
  failed: number;
}

/** How a file is read, a line at a time. */
const decoder = new TextDecoder();

/**
 * Reads every NDJSON file below the input and writes its resources, keeping their ids. Reports a failed line by its number
 * in `FAILURE/`, without its values, and continues.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/importing-fhir-data.html
 */
export function runImport(context: HealthLakeContext, datastore: Datastore, job: Job): JobResult {
  const from = s3Location(job.request.input);
  const to = s3Location(job.request.output.S3Uri);
  if (!from || !to) return { message: "The input or the output is not a place in S3." };
  const folder = `${to.prefix}${datastore.id}-FHIR_IMPORT-${job.id}/`;
  const s3 = s3OfJob(context, datastore, job);
  const put = (name: string, Body: string) =>
    s3("PutObject", { Bucket: to.bucket, Key: folder + name, Body, ...encryptionOfJob(job) });
  const total: Counts = { scanned: 0, imported: 0, failed: 0 };
  let bytes = 0;
  let filesWithErrors = 0;
  const files = inputFiles(s3, from);
  for (const { key, size } of files) {
    bytes += size;
    const { Body } = s3<{ Body: Uint8Array }>("GetObject", { Bucket: from.bucket, Key: key });
    const { counts, failures } = importFile(context, datastore, Body);
    total.scanned += counts.scanned;
    total.imported += counts.imported;
    total.failed += counts.failed;
    const name = key.slice(from.prefix.length);
    if (counts.imported > 0) put(`SUCCESS/${name}`, `${JSON.stringify({ imported: counts.imported })}\n`);
    if (failures.length === 0) continue;
    filesWithErrors++;
    put(`FAILURE/${name}`, `${failures.join("\n")}\n`);
  }
  const progress = {
    TotalNumberOfScannedFiles: files.length,
    TotalSizeOfScannedFilesInMB: bytes / 1_000_000,
    TotalNumberOfImportedFiles: files.length - filesWithErrors,
    TotalNumberOfResourcesScanned: total.scanned,
    TotalNumberOfResourcesImported: total.imported,
    TotalNumberOfResourcesWithCustomerError: total.failed,
    TotalNumberOfFilesReadWithCustomerError: filesWithErrors,
  };
  put("manifest.json", JSON.stringify({ jobId: job.id, ...progress }));
  if (files.length === 0) return { progress, message: "There is no NDJSON file below the input." };
  return { progress, errors: total.failed > 0 };
}

function inputFiles(s3: ReturnType<typeof s3OfJob>, { bucket, prefix }: S3Location): { key: string; size: number }[] {
  const files: { key: string; size: number }[] = [];
  let token: string | undefined;
  do {
    const page: Page = s3("ListObjectsV2", {
      Bucket: bucket,
      Prefix: prefix,
      ...(token !== undefined && { ContinuationToken: token }),
    });
    for (const { Key, Size } of page.Contents ?? []) if (Key.endsWith(".ndjson")) files.push({ key: Key, size: Size });
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return files;
}

function importFile(context: HealthLakeContext, datastore: Datastore, bytes: Uint8Array) {
  const counts: Counts = { scanned: 0, imported: 0, failed: 0 };
  const failures: string[] = [];
  let number = 0;
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found;
    const raw = bytes.subarray(start, end);
    const line = decoder.decode(raw).trim();
    start = end + 1;
    number++;
    if (line === "") continue;
    counts.scanned++;
    const outcome = importLine(context, datastore, isUtf8(raw) ? line : undefined);
    if (outcome === undefined) counts.imported++;
    else {
      counts.failed++;
      failures.push(JSON.stringify({ line: number, outcome }));
    }
  }
  return { counts, failures };
}

function readLine(line: string): Resource {
  let value: unknown;
  try {
    value = parseFhirJson(line);
  } catch {
    // The parser's message quotes the line.
  }
  if (!isObject(value)) throw new AwsError("StructureError", "The line is not a JSON object.");
  return value as Resource;
}

/** Writes the resource of a line, which is undefined when it is no UTF-8; the OperationOutcome when it cannot be. */
function importLine(context: HealthLakeContext, datastore: Datastore, line: string | undefined): object | undefined {
  try {
    if (line === undefined) throw new AwsError("StructureError", "The line is not UTF-8 text.");
    const resource = readLine(line);
    validateResource(context, resource);
    const id = resource.id ?? uuid(context.random);
    if (!ID_PATTERN.test(id)) throw new AwsError("ValueError", "The id is not a FHIR id.");
    const silent = !context.behaviour.importsNotify;
    writeVersion(context, datastore, { type: resource.resourceType, id, method: "PUT", resource, silent });
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return toOutcome(error);
    throw error;
  }
}
