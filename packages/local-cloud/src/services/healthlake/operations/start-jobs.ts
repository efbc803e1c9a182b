import type {
  OutputDataConfig,
  StartFHIRExportJobRequest,
  StartFHIRImportJobRequest,
} from "../../../models/healthlake-types.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { activeDatastore } from "../datastore.ts";
import type { JobRequest } from "../jobs/job.ts";
import { s3Location } from "../jobs/s3-location.ts";
import { startJob } from "../jobs/start-job.ts";
import { invalid } from "../validation.ts";

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_StartFHIRExportJob.html */
export function startFhirExportJob(input: StartFHIRExportJobRequest, context: HealthLakeContext) {
  return start(input, context, "export", { ...named(input), output: readOutput(input.OutputDataConfig) });
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_StartFHIRImportJob.html */
export function startFhirImportJob(input: StartFHIRImportJobRequest, context: HealthLakeContext) {
  const from = input.InputDataConfig.S3Uri;
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

function start(
  input: StartFHIRExportJobRequest | StartFHIRImportJobRequest,
  context: HealthLakeContext,
  kind: "import" | "export",
  request: JobRequest,
) {
  const datastore = activeDatastore(context, input.DatastoreId);
  const job = startJob(context, datastore, kind, request, input.ClientToken);
  return { JobId: job.id, JobStatus: job.status, DatastoreId: datastore.id };
}

function named({ JobName, DataAccessRoleArn }: StartFHIRExportJobRequest | StartFHIRImportJobRequest) {
  return { ...(JobName !== undefined && { JobName }), DataAccessRoleArn };
}

function readOutput({ S3Configuration }: OutputDataConfig): JobRequest["output"] {
  if (!S3Configuration || !s3Location(S3Configuration.S3Uri))
    throw invalid("S3Configuration.S3Uri of the output is not a place in S3.");
  return S3Configuration;
}
