import type { Datastore } from "../datastore.ts";
import type { Job } from "./job.ts";

/** In the shape of the API; times in seconds. */
export function describeJob({ id: DatastoreId }: Datastore, job: Job): object {
  const { request, result } = job;
  const output = { S3Configuration: request.output };
  return {
    JobId: job.id,
    ...(request.JobName !== undefined && { JobName: request.JobName }),
    JobStatus: job.status,
    SubmitTime: job.submittedAt / 1000,
    ...(job.endedAt !== undefined && { EndTime: job.endedAt / 1000 }),
    DatastoreId,
    ...(job.kind === "import"
      ? { InputDataConfig: { S3Uri: request.input }, JobOutputDataConfig: output }
      : { OutputDataConfig: output }),
    ...(result.progress && { JobProgressReport: result.progress }),
    ...(request.ValidationLevel !== undefined && { ValidationLevel: request.ValidationLevel }),
    ...(request.DataAccessRoleArn !== undefined && { DataAccessRoleArn: request.DataAccessRoleArn }),
    ...(result.message !== undefined && job.endedAt !== undefined && { Message: result.message }),
  };
}

/** As the FHIR endpoint describes an export. https://docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-operations-export.html */
export function describeExport({ id: datastoreId }: Datastore, job: Job): object {
  const { request, result } = job;
  const { S3Uri: s3Uri, KmsKeyId: kmsKeyId } = request.output;
  return {
    exportJobProperties: {
      jobId: job.id,
      ...(request.JobName !== undefined && { jobName: request.JobName }),
      jobStatus: job.status,
      submitTime: writtenTime(job.submittedAt),
      ...(job.endedAt !== undefined && { endTime: writtenTime(job.endedAt) }),
      datastoreId,
      outputDataConfig: { s3Configuration: { s3Uri, ...(kmsKeyId !== undefined && { kmsKeyId }) } },
      ...(request.DataAccessRoleArn !== undefined && { dataAccessRoleArn: request.DataAccessRoleArn }),
      ...(result.message !== undefined && job.endedAt !== undefined && { message: result.message }),
    },
    ...(result.transactionTime !== undefined && { transactionTime: new Date(result.transactionTime).toISOString() }),
    request: request.url ?? "",
    requiresAccessToken: false,
    output: job.status === "COMPLETED" || job.status === "COMPLETED_WITH_ERRORS" ? (result.files ?? []) : [],
    error: [],
  };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Aug 26, 2023 1:46:56 PM`, as seen in an answer of the service. */
function writtenTime(milliseconds: number): string {
  const time = new Date(milliseconds);
  const hour = time.getUTCHours();
  const clock = [hour % 12 || 12, two(time.getUTCMinutes()), two(time.getUTCSeconds())].join(":");
  const day = `${MONTHS[time.getUTCMonth()]} ${time.getUTCDate()}, ${time.getUTCFullYear()}`;
  return `${day} ${clock} ${hour < 12 ? "AM" : "PM"}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
