import type { HealthLakeContext } from "../behaviour.ts";
import { findDatastore } from "../datastore.ts";
import { describeJob } from "../jobs/describe-job.ts";
import { findJob, type JobKind, readJob } from "../jobs/job.ts";
import { readLimit } from "../read-limit.ts";

interface DescribeInput {
  readonly DatastoreId?: string;
  readonly JobId?: string;
}
interface ListInput {
  readonly DatastoreId?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly JobName?: string;
  readonly JobStatus?: string;
  readonly SubmittedBefore?: number;
  readonly SubmittedAfter?: number;
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_DescribeFHIRExportJob.html */
export function describeFhirExportJob(input: DescribeInput, context: HealthLakeContext) {
  return { ExportJobProperties: describe(input, context, "export") };
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_DescribeFHIRImportJob.html */
export function describeFhirImportJob(input: DescribeInput, context: HealthLakeContext) {
  return { ImportJobProperties: describe(input, context, "import") };
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_ListFHIRExportJobs.html */
export function listFhirExportJobs(input: ListInput, context: HealthLakeContext) {
  const { jobs, ...rest } = list(input, context, "export");
  return { ExportJobPropertiesList: jobs, ...rest };
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_ListFHIRImportJobs.html */
export function listFhirImportJobs(input: ListInput, context: HealthLakeContext) {
  const { jobs, ...rest } = list(input, context, "import");
  return { ImportJobPropertiesList: jobs, ...rest };
}

function describe({ DatastoreId, JobId }: DescribeInput, context: HealthLakeContext, kind: JobKind): object {
  const datastore = findDatastore(context, DatastoreId);
  return describeJob(datastore, findJob(context, datastore.number, kind, JobId));
}

function list(input: ListInput, context: HealthLakeContext, kind: JobKind) {
  const datastore = findDatastore(context, input.DatastoreId);
  const { JobName, JobStatus, SubmittedBefore = Infinity, SubmittedAfter = -Infinity } = input;
  const limit = readLimit(input.MaxResults);
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
