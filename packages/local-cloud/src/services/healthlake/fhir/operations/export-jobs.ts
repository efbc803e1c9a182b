import { AwsError } from "../../../../kernel/aws-error.ts";
import { describeExport } from "../../jobs/describe-job.ts";
import { findJob, type JobRequest } from "../../jobs/job.ts";
import { JOBS_SIGNAL } from "../../jobs/jobs-signal.ts";
import { s3Location } from "../../jobs/s3-location.ts";
import { startJob } from "../../jobs/start-job.ts";
import { isObject } from "../../resources/resource.ts";
import { isResourceType } from "../../search/search-parameters.ts";
import { timeOfQuery } from "../../search/time-range.ts";
import { fhirError } from "../outcome.ts";
import { readPreferences } from "../preferences.ts";
import { readJsonBody } from "../read-body.ts";
import type { FhirRequest, FhirResponse, FhirScope } from "../scope.ts";

/** System-wide exports to S3. https://docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-operations-export.html */
export function startExportWithPost(request: FhirRequest, { context, datastore, base }: FhirScope): FhirResponse {
  if (request.segments.length !== 1)
    throw fhirError(501, "The local cloud exports a whole data store, not patients or groups.");
  if (!readPreferences(request.headers.prefer).async)
    throw fhirError(400, "An export needs the header Prefer: respond-async.");
  const job = startJob(context, datastore, "export", readRequest(request, `${base}$export`));
  const body = { datastoreId: datastore.id, jobStatus: job.status, jobId: job.id };
  return { status: 202, headers: { "content-location": `${base}export/${job.id}` }, body: JSON.stringify(body) };
}

/** https://docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-operations-export.html */
export function describeExportWithGet(request: FhirRequest, { context, datastore }: FhirScope): FhirResponse {
  const job = findJob(context, datastore.number, "export", request.segments[1]);
  return { status: 200, headers: {}, body: JSON.stringify(describeExport(datastore, job)) };
}

/** https://docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-operations-export.html */
export function cancelExportWithDelete(request: FhirRequest, { context, datastore }: FhirScope): FhirResponse {
  const { store, clock, signals } = context;
  const job = findJob(context, datastore.number, "export", request.segments[1]);
  if (job.endedAt !== undefined) throw new AwsError("ValidationException", "The job is finished.");
  store
    .prepare("UPDATE healthlake_jobs SET status = 'CANCEL_SUBMITTED', due_at = ? WHERE id = ?")
    .run(clock.now() + context.behaviour.jobQueueMs, job.id);
  signals.notify(JOBS_SIGNAL);
  const body = { datastoreId: datastore.id, jobStatus: "CANCEL_SUBMITTED", jobId: job.id };
  return { status: 202, headers: {}, body: JSON.stringify(body) };
}

function readRequest(request: FhirRequest, url: string): JobRequest {
  const { query } = request;
  const format = query.get("_outputFormat");
  if (format !== null && !["application/fhir+ndjson", "application/ndjson", "ndjson"].includes(format))
    throw fhirError(400, "_outputFormat is not NDJSON.");
  const given = readJsonBody(request);
  const output =
    isObject(given) && isObject(given.OutputDataConfig) ? given.OutputDataConfig.S3Configuration : undefined;
  if (!isObject(given) || !isObject(output) || !s3Location(output.S3Uri))
    throw fhirError(400, "OutputDataConfig.S3Configuration.S3Uri is not a place in S3.");
  const types = query.get("_type")?.split(",");
  if (types && !types.every(isResourceType)) throw fhirError(400, "_type names a type that is none.");
  const [since, until] = ["_since", "_until"].map(name => readInstant(query, name));
  return {
    output: {
      S3Uri: String(output.S3Uri),
      ...(output.KmsKeyId !== undefined && { KmsKeyId: String(output.KmsKeyId) }),
    },
    url: query.size === 0 ? url : `${url}?${query}`,
    ...(typeof given.JobName === "string" && { JobName: given.JobName }),
    ...(typeof given.DataAccessRoleArn === "string" && { DataAccessRoleArn: given.DataAccessRoleArn }),
    ...(types && { types }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

function readInstant(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const range = timeOfQuery(text);
  if (!range) throw fhirError(400, `${name} is not an instant.`);
  return range.low;
}
