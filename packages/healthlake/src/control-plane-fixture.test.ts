import { HealthLakeClient } from "@aws-sdk/client-healthlake";
import { describe, expect, it } from "vitest";
import { controlPlane, listDataStores } from "./control-plane-fixture.ts";

/** The SDK's client over answers by operation, one a call; keeps what was asked. */
function scripted(answers: Readonly<Record<string, readonly object[]>>) {
  const asked: { operation: string; input: unknown }[] = [];
  const remaining = new Map(Object.entries(answers).map(([operation, of]) => [operation, [...of]]));
  const handle = async (request: { headers: Record<string, string>; body: Uint8Array | string }) => {
    const operation = (request.headers["x-amz-target"] ?? "").replace("HealthLake.", "");
    asked.push({ operation, input: JSON.parse(Buffer.from(request.body).toString()) });
    const body = new TextEncoder().encode(JSON.stringify(remaining.get(operation)?.shift()));
    const stream = new Blob([body]).stream();
    return { response: { statusCode: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: stream } };
  };
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const client = new HealthLakeClient({ region: "eu-west-1", credentials, requestHandler: { handle } });
  return { asked, client, plane: controlPlane(client, "d1") };
}

describe("controlPlane", () => {
  it("describes a data store", async () => {
    const DatastoreEndpoint = "https://healthlake.eu-west-1.amazonaws.com/datastore/d1/r4/";
    const DatastoreProperties = {
      DatastoreId: "d1",
      DatastoreArn: "arn:d1",
      DatastoreStatus: "ACTIVE",
      DatastoreEndpoint,
    };
    const { plane } = scripted({ DescribeFHIRDatastore: [{ DatastoreProperties }] });
    expect(await plane.describe()).toEqual({
      datastoreId: "d1",
      name: undefined,
      arn: "arn:d1",
      status: "ACTIVE",
      endpoint: "https://healthlake.eu-west-1.amazonaws.com",
    });
  });

  it("starts an import, and says how far it is", async () => {
    const JobProgressReport = {
      TotalNumberOfResourcesScanned: 9,
      TotalNumberOfResourcesImported: 7,
      TotalNumberOfResourcesWithCustomerError: 2,
    };
    const JobOutputDataConfig = { S3Configuration: { S3Uri: "s3://b/out", KmsKeyId: "k" } };
    const { plane, asked } = scripted({
      StartFHIRImportJob: [{ JobId: "j1", JobStatus: "SUBMITTED", DatastoreId: "d1" }],
      DescribeFHIRImportJob: [
        { ImportJobProperties: { JobId: "j1", JobStatus: "QUEUED" } },
        {
          ImportJobProperties: {
            JobId: "j1",
            JobStatus: "COMPLETED_WITH_ERRORS",
            JobProgressReport,
            JobOutputDataConfig,
          },
        },
      ],
    });
    const request = {
      s3Uri: "s3://b/in",
      outputS3Uri: "s3://b/out",
      kmsKeyId: "k",
      dataAccessRoleArn: "arn:role",
      jobName: "load",
    };
    expect(await plane.startImport(request)).toEqual({ jobId: "j1", status: "SUBMITTED" });
    expect(asked[0]?.input).toMatchObject({
      DatastoreId: "d1",
      InputDataConfig: { S3Uri: "s3://b/in" },
      JobOutputDataConfig,
      JobName: "load",
    });
    expect(await plane.describeImport("j1")).toMatchObject({
      status: "QUEUED",
      isFinished: false,
      scanned: 0,
      outputS3Uri: undefined,
    });
    expect(await plane.describeImport("j1")).toMatchObject({
      isFinished: true,
      scanned: 9,
      imported: 7,
      refused: 2,
      outputS3Uri: "s3://b/out",
    });
  });

  it("lists imports over all pages", async () => {
    const { plane } = scripted({
      ListFHIRImportJobs: [
        { ImportJobPropertiesList: [{ JobId: "j1", JobName: "load", JobStatus: "FAILED" }], NextToken: "t" },
        { ImportJobPropertiesList: [{ JobId: "j2", JobStatus: "QUEUED" }] },
      ],
    });
    expect(await Array.fromAsync(plane.listImports())).toMatchObject([
      { jobId: "j1", jobName: "load", status: "FAILED", isFinished: true },
      { jobId: "j2", jobName: undefined, status: "QUEUED", isFinished: false },
    ]);
  });

  it("lists data stores over all pages", async () => {
    const store = (DatastoreId: string) => ({
      ...{ DatastoreId, DatastoreName: `name ${DatastoreId}`, DatastoreArn: `arn:${DatastoreId}` },
      DatastoreStatus: "ACTIVE",
      DatastoreEndpoint: `https://healthlake.eu-west-1.amazonaws.com/datastore/${DatastoreId}/r4/`,
    });
    const { client } = scripted({
      ListFHIRDatastores: [
        { DatastorePropertiesList: [store("d1")], NextToken: "t" },
        { DatastorePropertiesList: [store("d2")] },
      ],
    });
    expect(await Array.fromAsync(listDataStores(client))).toMatchObject([
      { datastoreId: "d1", name: "name d1", endpoint: "https://healthlake.eu-west-1.amazonaws.com" },
      { datastoreId: "d2", status: "ACTIVE" },
    ]);
  });

  it("lists exports over all pages", async () => {
    const { plane, asked } = scripted({
      ListFHIRExportJobs: [
        {
          ExportJobPropertiesList: [
            { JobId: "j1", JobName: "nightly", JobStatus: "COMPLETED", SubmitTime: 1_700_000_000 },
          ],
          NextToken: "t",
        },
        { ExportJobPropertiesList: [{ JobId: "j2", JobStatus: "IN_PROGRESS" }] },
      ],
    });
    const listed = await Array.fromAsync(plane.listExports(new Date("2023-01-01T00:00:00Z")));
    expect(listed).toEqual([
      {
        jobId: "j1",
        jobName: "nightly",
        status: "COMPLETED",
        isFinished: true,
        submitTime: new Date(1_700_000_000_000),
      },
      { jobId: "j2", jobName: undefined, status: "IN_PROGRESS", isFinished: false, submitTime: undefined },
    ]);
    expect(asked.map(({ input }) => (input as { NextToken?: string }).NextToken)).toEqual([undefined, "t"]);
  });
});
