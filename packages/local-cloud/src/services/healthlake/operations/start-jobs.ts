import type { HealthLakeContext } from "../behaviour.ts";
import { activeDatastore } from "../datastore.ts";
import type { JobRequest } from "../jobs/job.ts";
import { s3Location } from "../jobs/s3-location.ts";
import { startJob } from "../jobs/start-job.ts";
import { isObject } from "../resources/resource.ts";
import { invalid, onlyKnown } from "../validation.ts";

interface Input {
  readonly JobName?: string;
  readonly DatastoreId?: string;
  readonly DataAccessRoleArn?: string;
  readonly ClientToken?: string;
}
type ExportInput = Input & { readonly OutputDataConfig?: unknown };
type ImportInput = Input & {
  readonly InputDataConfig?: { readonly S3Uri?: string };
  readonly JobOutputDataConfig?: unknown;
  readonly ValidationLevel?: string;
};

const KNOWN = ["JobName", "DatastoreId", "DataAccessRoleArn", "ClientToken"];

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_StartFHIRExportJob.html */
export function startFhirExportJob(input: ExportInput, context: HealthLakeContext) {
  onlyKnown(input, [...KNOWN, "OutputDataConfig"]);
  return start(input, context, "export", { ...named(input), output: readOutput(input.OutputDataConfig) });
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_StartFHIRImportJob.html */
export function startFhirImportJob(input: ImportInput, context: HealthLakeContext) {
  onlyKnown(input, [...KNOWN, "InputDataConfig", "JobOutputDataConfig", "ValidationLevel"]);
  const from = input.InputDataConfig?.S3Uri;
  if (from === undefined || !s3Location(from)) throw invalid("InputDataConfig.S3Uri is not a place in S3.");
  if (input.ValidationLevel !== undefined && input.ValidationLevel !== "strict")
    throw invalid("The local cloud does not support a ValidationLevel other than strict.");
  return start(input, context, "import", {
    ...named(input),
    input: from,
    output: readOutput(input.JobOutputDataConfig),
    ...(input.ValidationLevel !== undefined && { ValidationLevel: input.ValidationLevel }),
  });
}

function start(input: Input, context: HealthLakeContext, kind: "import" | "export", request: JobRequest) {
  const datastore = activeDatastore(context, input.DatastoreId);
  if (!input.DataAccessRoleArn) throw invalid("DataAccessRoleArn is required.");
  const job = startJob(context, datastore, kind, request, input.ClientToken);
  return { JobId: job.id, JobStatus: job.status, DatastoreId: datastore.id };
}

function named({ JobName, DataAccessRoleArn }: Input) {
  return { ...(JobName !== undefined && { JobName }), ...(DataAccessRoleArn !== undefined && { DataAccessRoleArn }) };
}

function readOutput(config: unknown): JobRequest["output"] {
  const s3 = isObject(config) ? config.S3Configuration : undefined;
  if (!isObject(s3) || !s3Location(s3.S3Uri))
    throw invalid("S3Configuration.S3Uri of the output is not a place in S3.");
  if (typeof s3.KmsKeyId !== "string") throw invalid("S3Configuration.KmsKeyId of the output is required.");
  return { S3Uri: String(s3.S3Uri), KmsKeyId: s3.KmsKeyId };
}
