import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { serviceLog } from "@tributary/bus/log";
import { FhirResourceChangedV1 } from "@tributary/contracts/fhir-resource-changed.v1";
import { createFhirClient } from "@tributary/healthlake/fhir-client";
import { FhirError } from "@tributary/healthlake/fhir-error";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import type { Faults } from "@tributary/local-cloud/kernel/service";
import { startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { afterEach, expect, it, vi } from "vitest";
import { CANARY } from "./canaries.ts";
import { plantedResources } from "./fhir-canaries.ts";
import { type Flow, startFlow } from "./flow.ts";
import { plantFhir, quotingOutcome, REFUSALS } from "./plant-fhir.ts";
import { quarantineTold } from "./quarantine-told.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
afterEach(() => {
  vi.restoreAllMocks();
});

/** What is written to the process's streams from now on, instead of being written. */
function captureOutput(): string[] {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation(text => written.push(String(text)) > 0);
  return written;
}

/** All that is planted, and two patients of the registry. */
async function plant(flow: Flow): Promise<string[]> {
  const told = await plantFhir(flow);
  for (const id of ["canary-r1", "canary-r2"]) {
    await flow.putPatient(id, "Canary", { birthDate: { S: "1974-12-25" } });
    await flow.putPatient(id, "Canary Two", { correlationId: { S: "Peter Canary" } });
  }
  await flow.deletePatient("canary-r2");
  return told;
}

/** What the events on the bus say where their contract allows no patient's data. */
function classifiedAsNothing({ cloud }: Flow): string[] {
  return cloud.context.store
    .prepare("SELECT event FROM events_archived ORDER BY seq")
    .all()
    .map(({ event }) => JSON.parse(String(event)))
    .filter(event => event["detail-type"] === FhirResourceChangedV1.detailType)
    .map(({ detail, ...envelope }) => inspect([envelope, FhirResourceChangedV1.redact(detail)], { depth: 9 }));
}

it("leaks nothing of a FHIR resource while the data store and AWS fail and quote their input", async () => {
  const written = captureOutput();
  let calls = 0;
  let points = 0;
  let failing = false;
  const faults: Faults = {
    before(service, operation, input) {
      if (!failing || service === "sqs" || (service === "dynamodb" && inspect(input).includes("RegistryTable"))) return;
      calls++;
      if (service === "healthlake-fhir" && calls % 5 === 0)
        throw quotingOutcome(REFUSALS[calls % REFUSALS.length]!, input);
      if (service !== "healthlake-fhir" && calls % 7 === 0)
        throw new AwsError("ValidationException", `Cannot take ${inspect({ operation, input }, { depth: 9 })}`);
    },
    entry: (_service, operation, entry) =>
      operation === "PutEvents" && failing && calls++ % 11 === 0
        ? { code: "InternalFailure", message: inspect(entry, { depth: 9 }) }
        : undefined,
  };
  const flow = startFlow({
    ...{ faults, log: serviceLog("flow"), behaviour: { indexLagMs: 5_000 } },
    mishap: () => (failing && points++ % 23 === 0 ? "crash after" : undefined),
  });
  await flow.settle();
  failing = true;
  const errors = await plant(flow);
  await flow.settle();
  failing = false;
  errors.push(...(await plant(flow)));
  await flow.settle();
  await flow.operate({ kind: "reconcile" });
  flow.cloud.context.store.execute(
    "UPDATE healthlake_versions SET body = json_set(body, '$.meta.versionId', 'Canary') WHERE type = 'Basic'",
  );
  const since = "2020-01-01T00:00:00Z";
  await flow.operate({ kind: "backfill", types: ["Patient", "Observation", "Basic"], since, republish: true });
  await flow.settle();
  vi.restoreAllMocks();
  const events = classifiedAsNothing(flow);
  const told = [...written, ...errors, ...events, ...(await quarantineTold(flow)), inspect(flow.activities)];
  await flow.cloud.stop();
  expect(told.filter(text => CANARY.test(text))).toEqual([]);
  expect(events.length).toBeGreaterThan(20);
  expect(errors.length).toBeGreaterThan(300);
  expect(written.join("")).toMatch(/Published versions/);
  expect(written.join("")).toMatch(/Quarantined a version/);
  expect(written.join("")).toMatch(/Quarantined a message/);
  expect(written.join("")).toMatch(/A message failed; it will come again/);
});

it("leaks nothing of a FHIR resource from the deployed handlers, in their own environments", async () => {
  const graph = readGraph(join(root, "infra/graph.json"));
  const link = (name: string) => String(graph.links[name]?.name ?? graph.links[name]?.url ?? graph.links[name]?.id);
  const logs: string[] = [];
  const seen: string[] = [];
  const refused = new Map<string, number>();
  let failing = true;
  const local = await startLocalCloud({
    ...{ graph, root, storage: "memory", port: 0 },
    healthLake: { behaviour: { subscriptionActivationMs: 1, cloudTrailMs: 100, indexLagMs: 100 } },
    onLog: (name, text) => void logs.push(`${name} ${text}`),
    onActivity: activity => void seen.push(inspect(activity)),
    onDefect: error => void seen.push(inspect(error)),
    faults: {
      before(service, operation, input) {
        const isOwn = service === "healthlake-fhir" && ["VersionReadResource", "UpdateResource"].includes(operation);
        const isLedgers = service === "dynamodb" && inspect(input, { depth: 9 }).includes("HEADS/");
        const count = refused.get(operation) ?? 0;
        if (!failing || count > 2 || !(isOwn || isLedgers)) return;
        refused.set(operation, count + 1);
        throw isOwn
          ? quotingOutcome(422, input)
          : new AwsError("ValidationException", `Canary ${inspect(input, { depth: 9 })}`);
      },
    },
  });
  const { context, pending } = local.cloud;
  const options = {
    region: graph.region,
    endpoint: local.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const fhir = createFhirClient({ ...options, datastoreId: link("Datastore"), retry: { maxAttempts: 1 } });
  const operate = async (request: object) => {
    const FunctionName = `${graph.app}-${graph.stage}-HealthLakeOperator`;
    seen.push(inspect(await context.call("lambda", "Invoke", { FunctionName, Payload: JSON.stringify(request) })));
  };
  try {
    const subscribing = () => ["lambda:async", "healthlake subscriptions"].some(engine => engine in pending());
    await expect.poll(subscribing, { timeout: 60_000 }).toBe(false);
    seen.push(...(await plantFhir({ fhir, sqs, link })));
    await expect.poll(() => logs.join(""), { timeout: 60_000 }).toMatch(/Published versions/);
    refused.clear();
    await operate({ kind: "reconcile", types: ["Patient"] });
    failing = false;
    await operate({ kind: "reconcile" });
    await operate({ kind: "backfill", types: ["Patient"], since: "2020-01-01T00:00:00Z", republish: true });
    await operate({ kind: "Canary", types: ["Canary Canary"] });
    await expect.poll(() => logs.join(""), { timeout: 60_000 }).toMatch(/Quarantined a message/);
    const told = [...logs, ...seen, ...(await quarantineTold({ sqs, s3, link }))];
    expect(told.filter(text => CANARY.test(text))).toEqual([]);
    expect(refused.size).toBeGreaterThan(0);
  } finally {
    sqs.destroy();
    s3.destroy();
    await local.stop();
  }
});

const shapes: readonly unknown[] = [
  "Canary",
  '"Canary"',
  '{"Canary": Canary',
  ["Canary"],
  { Canary: "Canary" },
  { resourceType: "Canary", id: "Canary" },
  { resourceType: "Patient", id: { Canary: "Canary" }, meta: "Canary" },
  { resourceType: "Patient", id: "Canary", meta: { versionId: ["Canary"], lastUpdated: 1 } },
  { resourceType: "Bundle", entry: "Canary", link: "Canary", total: "Canary" },
  { resourceType: "Bundle", entry: [null, "Canary", ["Canary"], { resource: "Canary" }, { response: "Canary" }] },
  { resourceType: "Bundle", entry: [{ response: { status: "Canary", location: "Canary", etag: "Canary" } }] },
  { resourceType: "Bundle", entry: [], link: [{ relation: "next", url: "Canary" }] },
  { resourceType: "Bundle", entry: [], link: [{ relation: "next", url: "https://canary/r4/Patient?name=Canary" }] },
  { resourceType: "OperationOutcome", issue: "Canary" },
  { resourceType: "OperationOutcome", issue: [null, "Canary", { code: ["Canary"], expression: [{ Canary: 1 }] }] },
];

it("leaks nothing of answers that are not FHIR, and treats none of them as an end", async () => {
  const [patient] = plantedResources();
  const errors: unknown[] = [];
  for (const shape of shapes)
    for (const status of [200, 201, 302, 400, 404, 409, 410, 412, 418, 429, 500]) {
      const body = typeof shape === "string" ? shape : JSON.stringify(shape);
      const headers = { location: "Patient/Canary words", etag: "Canary", "retry-after": "Canary" };
      const client = createFhirClient({
        ...{ region: "us-east-1", datastoreId: "d", endpoint: "http://localhost", retry: { maxAttempts: 2 } },
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        fetch: async () => new Response(body, { status, headers }),
        sleep: async () => {},
      });
      const { id } = patient!;
      const calls: Promise<unknown>[] = [
        client.create(patient!),
        client.read("Patient", id),
        client.vread("Patient", id, "1"),
        client.update(patient!, { ifMatch: "1" }),
        client.updateWhere(patient!, { identifier: "Canary|Canary" }),
        client.patch("Patient", id, [{ op: "remove", path: "/canary" }]),
        client.delete("Patient", id),
        Array.fromAsync(client.search("Patient", { name: "Canary" })),
        Array.fromAsync(client.history("Patient", id)),
        client.batch([{ method: "PUT", url: `Patient/${id}`, resource: patient! }]),
        client.transaction([{ method: "PUT", url: `Patient/${id}`, resource: patient! }]),
      ];
      for (const settled of await Promise.allSettled(calls)) {
        if (settled.status === "rejected") errors.push(settled.reason);
        else if (status >= 400) errors.push(...[settled.value].flat().map(one => (one as { error?: unknown })?.error));
      }
    }
  expect(errors.filter(error => error !== undefined && !(error instanceof FhirError))).toEqual([]);
  expect(errors.map(error => inspect(error, { depth: 9 })).filter(text => CANARY.test(text))).toEqual([]);
  expect(errors.length).toBeGreaterThan(1_000);
});
