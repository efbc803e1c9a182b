import {
  type DatastoreProperties,
  DescribeFHIRDatastoreCommand,
  DescribeFHIRImportJobCommand,
  type ExportJobProperties,
  type HealthLakeClient,
  type ImportJobProperties,
  paginateListFHIRDatastores,
  paginateListFHIRExportJobs,
  paginateListFHIRImportJobs,
  StartFHIRImportJobCommand,
} from "@aws-sdk/client-healthlake";
import { isFinished } from "./job-status.ts";

/** A data store as AWS knows it. */
export interface DataStore {
  readonly datastoreId: string;
  readonly name: string | undefined;
  readonly arn: string;
  /** `CREATING`, `ACTIVE`, `DELETING`, `DELETED` or `CREATE_FAILED`. */
  readonly status: string;
  /** The service's address, as `createFhirClient` wants it. */
  readonly endpoint: string;
}

export interface ImportRequest {
  /** The files, NDJSON, under this prefix. */
  readonly s3Uri: string;
  /** Where the service writes the outcome of each file. */
  readonly outputS3Uri: string;
  readonly kmsKeyId: string;
  readonly dataAccessRoleArn: string;
  readonly jobName?: string;
}

/** The state of an import. */
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

/** An import or export in a list. */
export interface ListedJob {
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
  listExports(submittedAfter?: Date): AsyncGenerator<ListedJob>;
  /** The same of imports. */
  listImports(submittedAfter?: Date): AsyncGenerator<ListedJob>;
}

/** The data stores of the account and region, deleted ones for as long as AWS knows them. */
export async function* listDataStores(client: HealthLakeClient): AsyncGenerator<DataStore> {
  for await (const { DatastorePropertiesList = [] } of paginateListFHIRDatastores({ client }, {}))
    yield* DatastorePropertiesList.map(dataStore);
}

/** A control plane for one data store, on the SDK's client. */
export function controlPlane(client: HealthLakeClient, datastoreId: string): ControlPlane {
  return {
    describe: async () => {
      const { DatastoreProperties } = await client.send(new DescribeFHIRDatastoreCommand({ DatastoreId: datastoreId }));
      return dataStore(DatastoreProperties);
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
      for await (const { ExportJobPropertiesList = [] } of paginateListFHIRExportJobs({ client }, input))
        yield* ExportJobPropertiesList.map(listedJob);
    },
    listImports: async function* (submittedAfter) {
      const input = { DatastoreId: datastoreId, ...(submittedAfter && { SubmittedAfter: submittedAfter }) };
      for await (const { ImportJobPropertiesList = [] } of paginateListFHIRImportJobs({ client }, input))
        yield* ImportJobPropertiesList.map(listedJob);
    },
  };
}

function dataStore(properties: DatastoreProperties | undefined): DataStore {
  const { DatastoreId, DatastoreName, DatastoreArn, DatastoreStatus, DatastoreEndpoint } = properties ?? {};
  return {
    datastoreId: DatastoreId ?? "",
    name: DatastoreName,
    arn: DatastoreArn ?? "",
    status: DatastoreStatus ?? "",
    endpoint: new URL(DatastoreEndpoint ?? "").origin,
  };
}

function listedJob({ JobId, JobName, JobStatus, SubmitTime }: ExportJobProperties | ImportJobProperties): ListedJob {
  const status = JobStatus ?? "";
  return { jobId: JobId ?? "", jobName: JobName, status, isFinished: isFinished(status), submitTime: SubmitTime };
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
