import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateFHIRDatastoreCommand,
  DeleteFHIRDatastoreCommand,
  DescribeFHIRDatastoreCommand,
  HealthLakeClient,
  ListFHIRDatastoresCommand,
  ListTagsForResourceCommand,
  StartFHIRExportJobCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-healthlake";
import { fhirOf, hearBus, type Json, openHealthLake, PLACE } from "@tributary/testkit/open-healthlake";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "../../drivers/http.ts";
import { inProcess } from "../../drivers/in-process.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const temporaryFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-healthlake-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

describe("a data store", () => {
  it("accepts bearer tokens if created for SMART on FHIR, and signed requests always", async () => {
    const { client, cloud } = openHealthLake();
    const make = async (AuthorizationStrategy: "AWS_AUTH" | "SMART_ON_FHIR" | "SMART_ON_FHIR_V1") => {
      const IdentityProviderConfiguration = { AuthorizationStrategy };
      const command = new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: "R4", IdentityProviderConfiguration });
      return fhirOf(cloud, (await client.send(command)).DatastoreId ?? "");
    };
    const statuses = async ({ get, send }: ReturnType<typeof fhirOf>) => [
      (await get("Patient", { authorization: "Bearer abc.def-1_2" })).status,
      (await send("POST", "Patient", { resourceType: "Patient" }, { authorization: "bearer abc" })).status,
      (await get("Patient", { authorization: "Bearer" })).status,
      (await get("Patient", { authorization: "AWS4-HMAC-SHA256 Credential=a/b/c/healthlake/aws4_request" })).status,
    ];
    expect(await statuses(await make("AWS_AUTH"))).toEqual([401, 401, 401, 200]);
    for (const strategy of ["SMART_ON_FHIR", "SMART_ON_FHIR_V1"] as const)
      expect(await statuses(await make(strategy))).toEqual([200, 201, 401, 200]);
    await expect(make("Wizard" as "AWS_AUTH")).rejects.toMatchObject({ name: "ValidationException" });
  });

  // https://docs.aws.amazon.com/healthlake/latest/devguide/reference-smart-on-fhir-discovery-document.html
  it("answers its metadata for SMART on FHIR as the discovery document, and says where there is none", async () => {
    const { client, cloud } = openHealthLake();
    const metadata = {
      authorization_endpoint: "https://oidc.example.com/authorize",
      token_endpoint: "https://oidc.example.com/oauth/token",
      capabilities: ["launch-ehr", "client-public"],
    };
    const make = async (AuthorizationStrategy: "AWS_AUTH" | "SMART_ON_FHIR", Metadata?: string) => {
      const IdentityProviderConfiguration = { AuthorizationStrategy, ...(Metadata !== undefined && { Metadata }) };
      const command = new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: "R4", IdentityProviderConfiguration });
      return fhirOf(cloud, (await client.send(command)).DatastoreId ?? "");
    };
    const path = ".well-known/smart-configuration";
    const smart = await make("SMART_ON_FHIR", JSON.stringify(metadata));
    expect(await smart.get(path)).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
    expect((await smart.get(path)).body).toEqual(metadata);
    for (const store of [await make("SMART_ON_FHIR"), await make("AWS_AUTH", JSON.stringify(metadata))]) {
      const { status, body } = await store.get(path);
      expect([status, body.issue[0].diagnostics]).toEqual([404, expect.stringContaining("smart-configuration")]);
    }
    await expect(make("SMART_ON_FHIR", "[1")).rejects.toThrow("Metadata");
  });

  it("is created once for one token, described, listed and tagged", async () => {
    const { client } = openHealthLake();
    const create = () =>
      client.send(
        new CreateFHIRDatastoreCommand({
          DatastoreName: "ward",
          DatastoreTypeVersion: "R4",
          ClientToken: "ward",
          Tags: [{ Key: "stage", Value: "test" }],
          SseConfiguration: { KmsEncryptionConfig: { CmkType: "CUSTOMER_MANAGED_KMS_KEY", KmsKeyId: "k" } },
        }),
      );
    const made = await create();
    expect(made).toMatchObject({
      DatastoreArn: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${made.DatastoreId}`,
      DatastoreEndpoint: `http://local/datastore/${made.DatastoreId}/r4/`,
      DatastoreStatus: "ACTIVE",
    });
    expect((await create()).DatastoreId).toBe(made.DatastoreId);
    const { DatastoreProperties } = await client.send(
      new DescribeFHIRDatastoreCommand({ DatastoreId: made.DatastoreId }),
    );
    expect(DatastoreProperties).toMatchObject({
      DatastoreName: "ward",
      CreatedAt: new Date("2026-01-01T00:00:00Z"),
      SseConfiguration: { KmsEncryptionConfig: { KmsKeyId: "k" } },
    });
    const first = await client.send(new ListFHIRDatastoresCommand({ MaxResults: 1 }));
    const second = await client.send(new ListFHIRDatastoresCommand({ NextToken: first.NextToken }));
    expect(
      [...first.DatastorePropertiesList!, ...second.DatastorePropertiesList!].map(one => one.DatastoreName),
    ).toEqual(["clinic", "ward"]);
    const ResourceARN = made.DatastoreArn;
    await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "team", Value: "a" }] }));
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["stage"] }));
    expect((await client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags).toEqual([
      { Key: "team", Value: "a" },
    ]);
  });

  it("rejects requests before it is active and after it is deleted", async () => {
    const { client, get, clock, cloud, datastoreId: DatastoreId } = openHealthLake({ creationMs: 60_000 });
    const heard = hearBus(cloud);
    expect((await get("Patient")).status).toBe(403);
    await clock.advance(60_000);
    expect((await get("Patient")).status).toBe(200);
    const { DatastoreStatus } = await client.send(new DeleteFHIRDatastoreCommand({ DatastoreId }));
    expect(DatastoreStatus).toBe("DELETING");
    expect((await get("Patient")).status).toBe(403);
    await expect(client.send(new DeleteFHIRDatastoreCommand({ DatastoreId }))).rejects.toMatchObject({
      name: "ValidationException",
    });
    await clock.advance(0);
    expect(heard().map((event: Json) => event["detail-type"])).toEqual([
      "Data Store Creating",
      "Data Store Active",
      "Data Store Deleting",
      "Data Store Deleted",
    ]);
    expect(heard()[1].detail).toEqual({
      datastoreId: DatastoreId,
      datastoreName: "clinic",
      datastoreTypeVersion: "R4",
      datastoreEndpoint: `https://healthlake.us-east-1.amazonaws.com/datastore/${DatastoreId}/r4/`,
    });
  });

  it("rejects by name what the local cloud does not support", async () => {
    const { client } = openHealthLake();
    const preloaded = new CreateFHIRDatastoreCommand({
      DatastoreTypeVersion: "R4",
      PreloadDataConfig: { PreloadDataType: "SYNTHEA" },
    });
    await expect(client.send(preloaded)).rejects.toThrow("PreloadDataConfig");
    await expect(client.send(new DescribeFHIRDatastoreCommand({ DatastoreId: "none" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it("is refused in AWS's words where a length, a pattern or a word is wrong, in a union too", async () => {
    const { client } = openHealthLake();
    type Refused = CreateFHIRDatastoreCommand | ListFHIRDatastoresCommand | StartFHIRExportJobCommand;
    const refusal = (command: Refused) =>
      client.send(command as CreateFHIRDatastoreCommand).then(
        () => "accepted",
        ({ name, message }: Error) => [name, message],
      );
    const at = (member: string, value: string, demand: string) => [
      "ValidationException",
      `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${demand}`,
    ];
    const job = { DatastoreId: "a".repeat(32), DataAccessRoleArn: "arn:aws:iam::000000000000:role/r" };
    const S3Configuration = { S3Uri: "s3://b", KmsKeyId: "k" };
    expect([
      await refusal(new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: "R5" as "R4" })),
      await refusal(new ListFHIRDatastoresCommand({ MaxResults: 501 })),
      await refusal(new StartFHIRExportJobCommand({ ...job, OutputDataConfig: { S3Configuration } })),
    ]).toEqual([
      at("datastoreTypeVersion", "R5", "satisfy enum value set: [R4]"),
      at("maxResults", "501", "have value less than or equal to 500"),
      at(
        "outputDataConfig.s3Configuration.s3Uri",
        "s3://b",
        "satisfy regular expression pattern: s3://[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9](/.*)?",
      ),
    ]);
  });

  it("describes itself by a capability statement", async () => {
    const { get } = openHealthLake();
    const { body } = await get("metadata");
    expect(body).toMatchObject({ resourceType: "CapabilityStatement", fhirVersion: "4.0.1" });
    const patient = body.rest[0].resource.find((one: Json) => one.type === "Patient");
    expect(patient.searchParam).toContainEqual({ name: "identifier", type: "token" });
  });

  it("loads only the requested types, and says which", async () => {
    const { get, send } = openHealthLake({ supportedTypes: ["Patient", "Wizard"] });
    expect((await send("PUT", "Patient/p", { resourceType: "Patient", id: "p" })).status).toBe(201);
    expect((await send("PUT", "Group/g", { resourceType: "Group", id: "g" })).status).toBe(404);
    expect((await get("Basic?_lastUpdated=ge2026")).status).toBe(404);
    const { body } = await get("metadata");
    const types = body.rest[0].resource.map((one: Json) => one.type);
    expect(types.filter((type: string) => !type.startsWith("Subscription"))).toEqual(["Patient"]);
  });

  it("returns an endpoint over HTTP that accepts writes", async () => {
    const { cloud } = openHealthLake();
    const served = await serve(cloud, { port: 0 });
    onTestFinished(() => served.close());
    const client = new HealthLakeClient({ region: PLACE.region, endpoint: served.url, credentials });
    onTestFinished(() => client.destroy());
    const made = await client.send(new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: "R4" }));
    const DatastoreId = made.DatastoreId!;
    const { DatastoreProperties } = await client.send(new DescribeFHIRDatastoreCommand({ DatastoreId }));
    const listed = await client.send(new ListFHIRDatastoresCommand());
    const endpoint = DatastoreProperties!.DatastoreEndpoint!;
    expect(endpoint).toBe(`${served.url}/datastore/${DatastoreId}/r4/`);
    expect([made.DatastoreEndpoint, listed.DatastorePropertiesList!.at(-1)!.DatastoreEndpoint]).toEqual([
      endpoint,
      endpoint,
    ]);
    const headers = { "content-type": "application/fhir+json" };
    const body = JSON.stringify({ resourceType: "Patient", active: true });
    const created = await fetch(`${endpoint}Patient`, { method: "POST", headers, body });
    expect(created.status).toBe(201);
    const location = created.headers.get("location") ?? "";
    expect(location.startsWith(`${endpoint}Patient/`)).toBe(true);
    expect(await (await fetch(location)).json()).toMatchObject({ active: true });
    const deleted = await client.send(new DeleteFHIRDatastoreCommand({ DatastoreId }));
    expect(deleted.DatastoreEndpoint).toBe(endpoint);
  });

  it("never answers AWS's own endpoint, not even to a client in process that was given none", async () => {
    const { cloud, datastoreId: DatastoreId } = openHealthLake();
    const own = `http://localhost:4566/datastore/${DatastoreId}/r4/`;
    const client = new HealthLakeClient({ region: PLACE.region, credentials, requestHandler: inProcess(cloud) });
    const command = new DescribeFHIRDatastoreCommand({ DatastoreId });
    expect((await client.send(command)).DatastoreProperties?.DatastoreEndpoint).toBe(own);
    expect(cloud.context.call("healthlake", "DescribeFHIRDatastore", { DatastoreId })).toMatchObject({
      DatastoreProperties: { DatastoreEndpoint: own },
    });
  });

  it("answers over HTTP, with links that lead back to it", async () => {
    const { cloud, datastoreId } = openHealthLake({ indexLagMs: 0 });
    const endpoint = await serve(cloud, { port: 0 });
    onTestFinished(() => endpoint.close());
    const base = `${endpoint.url}/datastore/${datastoreId}/r4/`;
    const headers = { "content-type": "application/fhir+json" };
    for (const id of ["a", "b"]) {
      const body = JSON.stringify({ resourceType: "Patient", id });
      const put = await fetch(`${base}Patient/${id}`, { method: "PUT", headers, body });
      expect([put.status, put.headers.get("location")]).toEqual([201, `${base}Patient/${id}/_history/1`]);
    }
    const page: Json = await (await fetch(`${base}Patient?_count=1`)).json();
    expect(page.entry[0].fullUrl).toBe(`${base}Patient/a`);
    const next: Json = await (await fetch(page.link[1].url)).json();
    expect(next.entry[0].resource.id).toBe("b");
    const gone = await fetch(`${base}Patient/a`, { method: "DELETE" });
    expect([gone.status, await gone.text()]).toEqual([204, ""]);
    expect((await fetch(`${base}Patient/a`)).headers.get("content-type")).toContain("application/fhir+json");
  });

  it("keeps acknowledged writes when its process ends, and reports them then", async () => {
    const storage = temporaryFolder();
    const patient = { resourceType: "Patient", id: "p1", identifier: [{ value: "7" }] };
    const first = openHealthLake({ cloudTrailMs: 5_000 }, { storage });
    await first.send("PUT", "Patient/p1", patient);
    await first.send("PUT", "Patient/p1", { ...patient, active: true });
    await first.stop();

    const second = openHealthLake({ cloudTrailMs: 5_000 }, { storage });
    const heard = hearBus(second.cloud, "default", { "detail-type": ["AWS API Call via CloudTrail"] });
    expect(second.datastoreId).toBe(first.datastoreId);
    expect((await second.get("Patient/p1")).body).toMatchObject({ active: true, meta: { versionId: "2" } });
    expect((await second.get("Patient/p1/_history")).body.entry).toHaveLength(2);
    await second.clock.advance(5_000);
    expect(await second.find("Patient?identifier=7")).toEqual(["p1"]);
    expect(heard()).toHaveLength(2);
  });
});
