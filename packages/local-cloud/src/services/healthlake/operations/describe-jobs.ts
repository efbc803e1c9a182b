import type {
  DescribeFHIRExportJobRequest,
  DescribeFHIRImportJobRequest,
  ListFHIRExportJobsRequest,
  ListFHIRImportJobsRequest,
} from "../../../models/healthlake-types.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { findDatastore } from "../datastore.ts";
import { describeJob } from "../jobs/describe-job.ts";
import { findJob, type JobKind, readJob } from "../jobs/job.ts";
import { MOST_RESULTS } from "../most-results.ts";

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_DescribeFHIRExportJob.html */
export function describeFhirExportJob(input: DescribeFHIRExportJobRequest, context: HealthLakeContext) {
  return { ExportJobProperties: describe(input, context, "export") };
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_DescribeFHIRImportJob.html */
export function describeFhirImportJob(input: DescribeFHIRImportJobRequest, context: HealthLakeContext) {
  return { ImportJobProperties: describe(input, context, "import") };
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_ListFHIRExportJobs.html */
export function listFhirExportJobs(input: ListFHIRExportJobsRequest, context: HealthLakeContext) {
  const { jobs, ...rest } = list(input, context, "export");
  return { ExportJobPropertiesList: jobs, ...rest };
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_ListFHIRImportJobs.html */
export function listFhirImportJobs(input: ListFHIRImportJobsRequest, context: HealthLakeContext) {
  const { jobs, ...rest } = list(input, context, "import");
  return { ImportJobPropertiesList: jobs, ...rest };
}

function describe(
  { DatastoreId, JobId }: DescribeFHIRExportJobRequest,
  context: HealthLakeContext,
  kind: JobKind,
): object {
  const datastore = findDatastore(context, DatastoreId);
  return describeJob(datastore, findJob(context, datastore.number, kind, JobId));
}

function list(input: ListFHIRExportJobsRequest, context: HealthLakeContext, kind: JobKind) {
  const datastore = findDatastore(context, input.DatastoreId);
  const { JobName, JobStatus, SubmittedBefore = Infinity, SubmittedAfter = -Infinity } = input;
  const limit = input.MaxResults ?? MOST_RESULTS;
  const wanted = context.store
    .prepare("SELECT * FROM healthlake_jobs WHERE store = ? AND kind = ? AND number < ? ORDER BY number DESC")
    .all(datastore.number, kind, Number(input.NextToken ?? Number.MAX_SAFE_INTEGER))
    .map(readJob)
    .filter(
      job =>
        (JobName === undefined || job.request.JobName === JobName) &&
        (JobStatus === undefined || job.status === JobStatus) &&
        job.submittedAt / 1000 < SubmittedBefore &&
        job.submittedAt / 1000 > SubmittedAfter,
    );
  const page = wanted.slice(0, limit);
  return {
    jobs: page.map(job => describeJob(datastore, job)),
    ...(wanted.length > limit && { NextToken: String(page.at(-1)?.number) }),
  };
}
