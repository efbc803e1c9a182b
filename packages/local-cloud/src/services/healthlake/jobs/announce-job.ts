import type { HealthLakeContext } from "../behaviour.ts";
import { awsEndpoint, type Datastore, datastoreArn } from "../datastore.ts";
import { enqueue } from "../notices/outbox.ts";
import type { Job, JobStatus } from "./job.ts";

/** Statuses that have an event. https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-healthlake.html */
const TITLES: Partial<Record<JobStatus, string>> = {
  SUBMITTED: "Submitted",
  QUEUED: "Queued",
  IN_PROGRESS: "In Progress",
  COMPLETED: "Completed",
  COMPLETED_WITH_ERRORS: "Completed With Errors",
  FAILED: "Failed",
};
const AGE_MS = 86_400_000;

/** Tells the default bus of the status of a job: no status in the detail, no list of files. */
export function announceJob(context: HealthLakeContext, datastore: Datastore, job: Job): void {
  const title = TITLES[job.status];
  if (title === undefined) return;
  const { kind, request } = job;
  announce(context, datastore, `${kind === "import" ? "Import" : "Export"} Job ${title}`, {
    jobId: job.id,
    submitTime: new Date(job.submittedAt).toISOString(),
    datastoreId: datastore.id,
    ...(kind === "import"
      ? { inputDataConfig: { s3Uri: request.input } }
      : { outputDataConfig: { s3Uri: request.output.S3Uri } }),
  });
}

/** Tells the default bus of the status of a data store, when it has it. */
export function announceDatastore(
  context: HealthLakeContext,
  datastore: Datastore,
  title: string,
  delayMs: number,
): void {
  const detail = {
    datastoreId: datastore.id,
    datastoreName: datastore.settings.DatastoreName,
    datastoreTypeVersion: datastore.settings.DatastoreTypeVersion,
    datastoreEndpoint: awsEndpoint(context, datastore.id),
  };
  announce(context, datastore, `Data Store ${title}`, detail, delayMs);
}

function announce(
  context: HealthLakeContext,
  datastore: Datastore,
  detailType: string,
  detail: object,
  delayMs = 0,
): void {
  enqueue(context, {
    bus: "default",
    source: "aws.healthlake",
    detailType,
    resources: [datastoreArn(context, datastore.id)],
    detail: JSON.stringify(detail),
    delayMs,
    ageMs: AGE_MS,
  });
}
