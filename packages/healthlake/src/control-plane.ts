import {
  DescribeFHIRDatastoreCommand,
  DescribeFHIRImportJobCommand,
  type HealthLakeClient,
  type ImportJobProperties,
  paginateListFHIRExportJobs,
  StartFHIRImportJobCommand,
} from "@aws-sdk/client-healthlake";
import { isFinished } from "./job-status.ts";

/** A data store as AWS knows it. */
export interface DataStore {
  readonly datastoreId: string;
  readonly arn: string;
  /** `CREATING`, `ACTIVE`, `DELETING`, `DELETED` or `CREATE_FAILED`. */
  readonly status: string;
  /** The service's address, as `createFhirClient` wants it. */
  readonly endpoint: string;
}

export interface ImportRequest {
  /** The files, NDJSON, under this prefix. */
  readonly s3Uri: string;
  /** Where the service writes what became of each file. */
  readonly outputS3Uri: string;
  readonly kmsKeyId: string;
  readonly dataAccessRoleArn: string;
  readonly jobName?: string;
}

/** Where an import stands. */
export interface ImportJob {
  readonly jobId: string;
  readonly status: string;
  readonly isFinished: boolean;
  readonly scanned: number;
  readonly imported: number;
  /** Resources that were refused for what is in them; the files of the output say which. */
  readonly refused: number;
  readonly outputS3Uri: string | undefined;
}

/** An export as a list shows it. */
export interface ListedExport {
  readonly jobId: string;
  readonly jobName: string | undefined;
  readonly status: string;
  readonly isFinished: boolean;
  readonly submitTime: Date | undefined;
}

/** A data store and its jobs. Methods reject with the SDK's errors. */
export interface ControlPlane {
  describe(): Promise<DataStore>;
  startImport(request: ImportRequest): Promise<{ readonly jobId: string; readonly status: string }>;
  describeImport(jobId: string): Promise<ImportJob>;
  /** The exports submitted at or after an instant: finds the one that was started and never heard of. */
  listExports(submittedAfter?: Date): AsyncGenerator<ListedExport>;
}

/** What the product asks of AWS about one data store, on the SDK's client. */
export function controlPlane(client: HealthLakeClient, datastoreId: string): ControlPlane {
  return {
    describe: async () => {
      const { DatastoreProperties } = await client.send(new DescribeFHIRDatastoreCommand({ DatastoreId: datastoreId }));
      return {
        datastoreId,
        arn: DatastoreProperties?.DatastoreArn ?? "",
        status: DatastoreProperties?.DatastoreStatus ?? "",
        endpoint: new URL(DatastoreProperties?.DatastoreEndpoint ?? "").origin,
      };
    },
    startImport: async ({ s3Uri, outputS3Uri, kmsKeyId, dataAccessRoleArn, jobName }) => {
      const started = await client.send(
        new StartFHIRImportJobCommand({
          DatastoreId: datastoreId,
          InputDataConfig: { S3Uri: s3Uri },
          JobOutputDataConfig: { S3Configuration: { S3Uri: outputS3Uri, KmsKeyId: kmsKeyId } },
          DataAccessRoleArn: dataAccessRoleArn,
          ...(jobName !== undefined && { JobName: jobName }),
        }),
      );
      return { jobId: started.JobId ?? "", status: started.JobStatus ?? "" };
    },
    describeImport: async JobId => {
      const command = new DescribeFHIRImportJobCommand({ DatastoreId: datastoreId, JobId });
      return importJob(JobId, (await client.send(command)).ImportJobProperties);
    },
    listExports: async function* (submittedAfter) {
      const input = { DatastoreId: datastoreId, ...(submittedAfter && { SubmittedAfter: submittedAfter }) };
      for await (const { ExportJobPropertiesList = [] } of paginateListFHIRExportJobs({ client }, input)) {
        for (const { JobId, JobName, JobStatus, SubmitTime } of ExportJobPropertiesList) {
          const status = JobStatus ?? "";
          yield {
            jobId: JobId ?? "",
            jobName: JobName,
            status,
            isFinished: isFinished(status),
            submitTime: SubmitTime,
          };
        }
      }
    },
  };
}

function importJob(jobId: string, properties: ImportJobProperties | undefined): ImportJob {
  const { JobStatus: status = "", JobProgressReport: progress, JobOutputDataConfig: output } = properties ?? {};
  return {
    jobId,
    status,
    isFinished: isFinished(status),
    scanned: progress?.TotalNumberOfResourcesScanned ?? 0,
    imported: progress?.TotalNumberOfResourcesImported ?? 0,
    refused: progress?.TotalNumberOfResourcesWithCustomerError ?? 0,
    outputS3Uri: output?.S3Configuration?.S3Uri,
  };
}
