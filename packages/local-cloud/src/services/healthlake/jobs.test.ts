import {
  DescribeFHIRExportJobCommand,
  DescribeFHIRImportJobCommand,
  ListFHIRExportJobsCommand,
  StartFHIRExportJobCommand,
  StartFHIRImportJobCommand,
} from "@aws-sdk/client-healthlake";
import { hearBus, type Json, openHealthLake, PLACE } from "@tributary/testkit/open-healthlake";
import { describe, expect, it } from "vitest";

const role = `arn:aws:iam::${PLACE.account}:role/exporter`;
const place = (S3Uri: string) => ({ S3Configuration: { S3Uri, KmsKeyId: "alias/aws/s3" } });
type Lake = ReturnType<typeof openHealthLake>;

const bucket = ({ cloud }: Lake) => cloud.context.call("s3", "CreateBucket", { Bucket: "exchange" });
const keys = ({ cloud }: Lake, Prefix = "") =>
  (cloud.context.call("s3", "ListObjectsV2", { Bucket: "exchange", Prefix }) as Json).Contents.map(
    (one: Json) => one.Key,
  );
const text = ({ cloud }: Lake, Key: string) =>
  Buffer.from((cloud.context.call("s3", "GetObject", { Bucket: "exchange", Key }) as Json).Body).toString();
const put = ({ cloud }: Lake, Key: string, Body: string | Uint8Array) =>
  cloud.context.call("s3", "PutObject", { Bucket: "exchange", Key, Body });
const patient = (id: string, more = {}) => ({ resourceType: "Patient", id, ...more });

describe("an export", () => {
  const startByRest = ({ send }: Lake, query = "") =>
    send(
      "POST",
      `$export${query}`,
      { OutputDataConfig: place("s3://exchange/out/"), DataAccessRoleArn: role, JobName: "nightly" },
      { prefer: "respond-async" },
    );

  it("begins another file before one is larger than a text can be", async () => {
    const lake = openHealthLake();
    bucket(lake);
    const data = "QUJD".repeat(2_000_000);
    for (let i = 0; i < 5; i++)
      await lake.send("PUT", `Binary/b${i}`, { resourceType: "Binary", id: `b${i}`, contentType: "text/plain", data });
    await startByRest(lake);
    await lake.clock.advance(4_000);
    const lines = keys(lake, "out/").map((key: string) => text(lake, key).trimEnd().split("\n").length);
    expect(lines).toEqual([4, 1]);
  });

  it("writes the current versions to a file per type, and reports each step", async () => {
    const lake = openHealthLake({ cloudTrail: false });
    bucket(lake);
    const heard = hearBus(lake.cloud);
    await lake.send("PUT", "Patient/a", patient("a"));
    await lake.send("PUT", "Patient/a", patient("a", { active: true }));
    await lake.send("PUT", "Patient/b", patient("b"));
    await lake.send("DELETE", "Patient/b");
    await lake.send("PUT", "Organization/o", { resourceType: "Organization", id: "o", name: "Clinic" });

    const started = await startByRest(lake);
    expect(started).toMatchObject({ status: 202, body: { datastoreId: lake.datastoreId, jobStatus: "SUBMITTED" } });
    const { jobId } = started.body;
    const path = started.headers["content-location"]?.replace(/^.*\/r4\//, "") ?? "";
    expect(path).toBe(`export/${jobId}`);
    const status = async () => (await lake.get(path)).body.exportJobProperties.jobStatus;
    expect(await status()).toBe("SUBMITTED");
    await lake.clock.advance(1_000);
    expect(await status()).toBe("IN_PROGRESS");
    expect((await lake.get(path)).body.output).toEqual([]);
    await lake.clock.advance(2_000);

    const { body } = await lake.get(path);
    expect(body.exportJobProperties).toMatchObject({
      jobStatus: "COMPLETED",
      jobName: "nightly",
      submitTime: "Jan 1, 2026 12:00:00 AM",
      datastoreId: lake.datastoreId,
    });
    expect(body.transactionTime).toBe("2026-01-01T00:00:01.000Z");
    expect(body.output.map((file: Json) => file.type)).toEqual(["Organization", "Patient"]);
    const lines = text(lake, body.output[1].url.replace("s3://exchange/", "")).trimEnd().split("\n");
    expect(lines.map(line => JSON.parse(line))).toEqual([(await lake.get("Patient/a")).body]);
    expect(heard().map((event: Json) => event["detail-type"])).toEqual([
      "Data Store Creating",
      "Data Store Active",
      "Export Job Submitted",
      "Export Job In Progress",
      "Export Job Completed",
    ]);
    expect(heard()[4]).toMatchObject({
      source: "aws.healthlake",
      resources: [`arn:aws:healthlake:us-east-1:${PLACE.account}:datastore/fhir/${lake.datastoreId}`],
      detail: {
        jobId,
        submitTime: "2026-01-01T00:00:00.000Z",
        datastoreId: lake.datastoreId,
        outputDataConfig: { s3Uri: "s3://exchange/out/" },
      },
    });
  });

  it("takes a window of time and types", async () => {
    const lake = openHealthLake({ jobQueueMs: 0, jobRunMs: 0 });
    bucket(lake);
    for (const id of ["a", "b", "c"]) {
      await lake.send("PUT", `Patient/${id}`, patient(id));
      await lake.send("PUT", `Organization/${id}`, { resourceType: "Organization", id, name: "Clinic" });
      await lake.clock.advance(1_000);
    }
    const { body } = await startByRest(
      lake,
      "?_type=Patient&_since=2026-01-01T00:00:01Z&_until=2026-01-01T00:00:02.000Z",
    );
    await lake.clock.advance(1_000);
    const [file, ...more] = keys(lake, "out/");
    expect(more).toEqual([]);
    expect(JSON.parse(text(lake, file)).id).toBe("b");
    expect((await lake.get(`export/${body.jobId}`)).body.request).toContain("_type=Patient&_since=");
    expect((await startByRest(lake, "?_since=yesterday")).status).toBe(400);
    expect((await startByRest(lake, "?_elements=id")).status).toBe(400);
    expect((await lake.send("POST", "$export", {})).status).toBe(400);
    expect((await lake.send("POST", "Patient/$export", {})).status).toBe(501);
  });

  it("waits while another runs, or is refused", async () => {
    const lake = openHealthLake();
    bucket(lake);
    const [first, second] = [(await startByRest(lake)).body.jobId, (await startByRest(lake)).body.jobId];
    const statuses = async () =>
      Promise.all([first, second].map(async id => (await lake.get(`export/${id}`)).body.exportJobProperties.jobStatus));
    await lake.clock.advance(1_000);
    expect(await statuses()).toEqual(["IN_PROGRESS", "QUEUED"]);
    await lake.clock.advance(2_000);
    expect(await statuses()).toEqual(["COMPLETED", "IN_PROGRESS"]);
    await lake.clock.advance(2_000);
    expect(await statuses()).toEqual(["COMPLETED", "COMPLETED"]);

    const strict = openHealthLake({ busyJobs: "refuse" });
    expect((await startByRest(strict)).status).toBe(202);
    expect(await startByRest(strict)).toMatchObject({ status: 429, body: { issue: [{ code: "throttled" }] } });
  });

  it("can be cancelled until it is finished", async () => {
    const lake = openHealthLake();
    bucket(lake);
    const { jobId } = (await startByRest(lake)).body;
    await lake.clock.advance(1_000);
    expect((await lake.send("DELETE", `export/${jobId}`)).status).toBe(202);
    expect((await lake.get(`export/${jobId}`)).body.exportJobProperties.jobStatus).toBe("CANCEL_SUBMITTED");
    await lake.clock.advance(5_000);
    const { body } = await lake.get(`export/${jobId}`);
    expect([body.exportJobProperties.jobStatus, body.output]).toEqual(["CANCEL_COMPLETED", []]);
    expect((await lake.send("DELETE", `export/${jobId}`)).status).toBe(400);
    expect((await lake.send("DELETE", "export/none")).status).toBe(404);
  });

  it("fails when its bucket is missing, or when a test wants it to", async () => {
    const lake = openHealthLake();
    const missing = (await startByRest(lake)).body.jobId;
    await lake.clock.advance(10_000);
    expect((await lake.get(`export/${missing}`)).body.exportJobProperties).toMatchObject({
      jobStatus: "FAILED",
      message: expect.stringContaining("NoSuchBucket"),
    });
    const broken = openHealthLake({ failJob: () => "No disk." });
    const { jobId } = (await startByRest(broken)).body;
    await broken.clock.advance(3_000);
    expect((await broken.get(`export/${jobId}`)).body.exportJobProperties).toMatchObject({
      jobStatus: "FAILED",
      message: "No disk.",
    });
  });

  it("starts and is described by the SDK as well, once for one token", async () => {
    const lake = openHealthLake();
    bucket(lake);
    const { client, datastoreId: DatastoreId } = lake;
    const start = () =>
      client.send(
        new StartFHIRExportJobCommand({
          DatastoreId,
          DataAccessRoleArn: role,
          OutputDataConfig: place("s3://exchange/"),
          ClientToken: "t",
          JobName: "nightly",
        }),
      );
    const { JobId } = await start();
    expect((await start()).JobId).toBe(JobId);
    await lake.clock.advance(3_000);
    const { ExportJobProperties } = await client.send(new DescribeFHIRExportJobCommand({ DatastoreId, JobId }));
    expect(ExportJobProperties).toMatchObject({ JobStatus: "COMPLETED", EndTime: new Date("2026-01-01T00:00:03Z") });
    const list = await client.send(new ListFHIRExportJobsCommand({ DatastoreId, JobStatus: "COMPLETED" }));
    expect(list.ExportJobPropertiesList).toHaveLength(1);
    await expect(client.send(new DescribeFHIRExportJobCommand({ DatastoreId, JobId: "none" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

describe("an import", () => {
  const startImport = ({ client, datastoreId: DatastoreId }: Lake) =>
    client.send(
      new StartFHIRImportJobCommand({
        DatastoreId,
        DataAccessRoleArn: role,
        InputDataConfig: { S3Uri: "s3://exchange/in/" },
        JobOutputDataConfig: place("s3://exchange/out"),
      }),
    );
  const importStatus = async ({ client, datastoreId: DatastoreId }: Lake, JobId: string | undefined) =>
    (await client.send(new DescribeFHIRImportJobCommand({ DatastoreId, JobId }))).ImportJobProperties?.JobStatus;

  it("rejects lines in another encoding, instead of storing changed text", async () => {
    const lake = openHealthLake();
    bucket(lake);
    const lines = [patient("a", { name: [{ family: "Müller" }] }), patient("b")].map(one => JSON.stringify(one));
    put(lake, "in/Patient.ndjson", Buffer.from(lines.join("\n"), "latin1"));
    const { JobId } = await startImport(lake);
    await lake.clock.advance(4_000);
    expect(await importStatus(lake, JobId)).toBe("COMPLETED_WITH_ERRORS");
    expect(await lake.find("Patient")).toEqual(["b"]);
  });

  it("waits while another runs, and may fail when a test wants it to", async () => {
    let failing = "";
    const lake = openHealthLake({
      failJob: (kind, id) => (kind === "import" && id === failing ? "No disk." : undefined),
    });
    bucket(lake);
    put(lake, "in/a.ndjson", JSON.stringify(patient("a")));
    const [first, second] = [(await startImport(lake)).JobId ?? "", (await startImport(lake)).JobId ?? ""];
    failing = second;
    const statuses = async () => [await importStatus(lake, first), await importStatus(lake, second)];
    await lake.clock.advance(1_000);
    expect(await statuses()).toEqual(["IN_PROGRESS", "QUEUED"]);
    await lake.clock.advance(2_000);
    expect(await statuses()).toEqual(["COMPLETED", "IN_PROGRESS"]);
    await lake.clock.advance(2_000);
    expect(await statuses()).toEqual(["COMPLETED", "FAILED"]);
    expect((await lake.get("Patient/a")).body.meta.versionId).toBe("1");
  });

  it.each([false, true])("notifies subscriptions of imports if configured: %s", async importsNotify => {
    const told: string[] = [];
    const lake = openHealthLake({
      importsNotify,
      subscriptionActivationMs: 0,
      notice: notice => {
        if (notice.kind === "subscription") told.push(notice.version.id);
        return undefined;
      },
    });
    bucket(lake);
    const busArn = `arn:aws:events:${PLACE.region}:${PLACE.account}:event-bus/clinic`;
    const { context } = lake.cloud;
    context.call("events", "CreateEventBus", { Name: "clinic" });
    const statement = {
      Sid: "h",
      Effect: "Allow",
      Principal: { Service: "healthlake.amazonaws.com" },
      Action: "events:PutEvents",
      Resource: busArn,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    context.call("events", "PutPermission", { EventBusName: "clinic", Policy });
    hearBus(lake.cloud, "clinic");
    const resourceTrigger = [{ resource: "Patient", supportedInteraction: ["create"] }];
    await lake.send("PUT", "SubscriptionTopic/t", {
      ...{ resourceType: "SubscriptionTopic", id: "t", status: "unknown", resourceTrigger },
    });
    await lake.send("PUT", "Subscription/s", {
      ...{ resourceType: "Subscription", id: "s", status: "requested", reason: "To tell of changes" },
      criteria: "SubscriptionTopic/t",
      channel: { type: "event-bridge", endpoint: busArn, payload: "application/fhir+json" },
    });
    await lake.clock.advance(1_000);
    expect((await lake.get("Subscription/s")).body).toMatchObject({ status: "active" });
    put(lake, "in/a.ndjson", JSON.stringify(patient("imported")));
    await startImport(lake);
    await lake.clock.advance(10_000);
    expect((await lake.get("Patient/imported")).status).toBe(200);
    expect(told).toEqual(importsNotify ? ["imported"] : []);
  });

  it("writes the resources in the files, and reports lines that it cannot write", async () => {
    const lake = openHealthLake({ cloudTrail: false });
    bucket(lake);
    const { client, datastoreId: DatastoreId } = lake;
    const lines = [
      JSON.stringify(patient("a")),
      '{"resourceType":"Patient","id":"b","name":"Chalmers"}',
      "",
      "Chalmers",
      JSON.stringify(patient("c")),
    ];
    put(lake, "in/Patient/1.ndjson", lines.join("\n"));
    put(
      lake,
      "in/Organization.ndjson",
      `${JSON.stringify({ resourceType: "Organization", id: "o", name: "Clinic" })}\n`,
    );
    put(lake, "in/readme.txt", "not read");
    const { JobId } = await client.send(
      new StartFHIRImportJobCommand({
        DatastoreId,
        DataAccessRoleArn: role,
        InputDataConfig: { S3Uri: "s3://exchange/in/" },
        JobOutputDataConfig: place("s3://exchange/out"),
      }),
    );
    await lake.clock.advance(3_000);
    const { ImportJobProperties } = await client.send(new DescribeFHIRImportJobCommand({ DatastoreId, JobId }));
    expect(ImportJobProperties).toMatchObject({
      JobStatus: "COMPLETED_WITH_ERRORS",
      JobProgressReport: {
        TotalNumberOfScannedFiles: 2,
        TotalNumberOfResourcesScanned: 5,
        TotalNumberOfResourcesImported: 3,
        TotalNumberOfResourcesWithCustomerError: 2,
        TotalNumberOfFilesReadWithCustomerError: 1,
      },
    });
    expect(await lake.find("Patient?_sort=_id")).toEqual(["a", "c"]);
    const failures = text(lake, `out/${DatastoreId}-FHIR_IMPORT-${JobId}/FAILURE/Patient/1.ndjson`);
    expect(
      failures
        .trimEnd()
        .split("\n")
        .map(line => JSON.parse(line).line),
    ).toEqual([2, 4]);
    expect(failures).not.toContain("Chalmers");
    expect(keys(lake, "out/").map((key: string) => key.split("/").slice(2).join("/"))).toEqual([
      "FAILURE/Patient/1.ndjson",
      "SUCCESS/Organization.ndjson",
      "SUCCESS/Patient/1.ndjson",
      "manifest.json",
    ]);
  });

  it("is refused without a place to read from", async () => {
    const { client, datastoreId: DatastoreId } = openHealthLake();
    const start = (S3Uri: string, ValidationLevel?: "minimal") =>
      client.send(
        new StartFHIRImportJobCommand({
          DatastoreId,
          DataAccessRoleArn: role,
          InputDataConfig: { S3Uri },
          JobOutputDataConfig: place("s3://exchange/out"),
          ...(ValidationLevel && { ValidationLevel }),
        }),
      );
    await expect(start("https://exchange")).rejects.toMatchObject({ name: "ValidationException" });
    await expect(start("s3://exchange/in", "minimal")).rejects.toThrow("ValidationLevel");
  });
});
