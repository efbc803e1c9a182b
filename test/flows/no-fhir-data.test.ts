import { inspect } from "node:util";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { serviceLog } from "@tributary/bus/log";
import { FhirResourceChangedV1 } from "@tributary/contracts/fhir-resource-changed.v1";
import { createFhirClient } from "@tributary/healthlake/fhir-client";
import { FhirError } from "@tributary/healthlake/fhir-error";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import type { Faults } from "@tributary/local-cloud/kernel/service";
import { afterEach, expect, it, vi } from "vitest";
import { CANARY } from "./canaries.ts";
import { invalidResources, plantedNotices, plantedResources } from "./fhir-canaries.ts";
import { type Flow, startFlow } from "./flow.ts";
import { quarantineTold } from "./quarantine-told.ts";

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

const STATUSES = [400, 409, 412, 422, 429, 500, 503];

/** A refusal that quotes what it was given, wherever an OperationOutcome has room. */
function quotingOutcome(status: number, input: unknown): AwsError {
  const text = `Canary ${inspect(input, { depth: 9 })}`;
  const issue = {
    ...{ severity: "Canary", code: "Canary", diagnostics: text, details: { text, coding: [{ code: "Canary" }] } },
    expression: ["Patient.name.where(family = 'Canary')", "Canary 1974-12-25", text],
    location: ["/f:Patient/f:name[@value='Canary']"],
  };
  const members = { resourceType: "OperationOutcome", issue: [issue, { ...issue, code: "invalid" }], headers: {} };
  return new AwsError("FhirError", text, { status, members });
}

/** Writes, reads and searches all that is planted; returns what went wrong, as far as an error may be shown. */
async function plant(flow: Flow): Promise<string[]> {
  const told: string[] = [];
  const attempt = async (what: () => Promise<unknown>) =>
    await what().catch((error: unknown) => told.push(inspect(error, { depth: 9 })));
  const { fhir } = flow;
  for (const resource of plantedResources()) {
    const { resourceType: type, id } = resource;
    await attempt(() => fhir.update(resource));
    await attempt(() => fhir.update({ ...resource, language: "canary" }, { ifMatch: "1" }));
    await attempt(() => fhir.update({ ...resource, language: "stale" }, { ifMatch: "1" }));
    await attempt(() => fhir.patch(type, id, [{ op: "add", path: "/language", value: "canary-2" }]));
    await attempt(() => fhir.patch(type, id, [{ op: "test", path: "/Canary", value: "Canary" }]));
    await attempt(() => fhir.updateWhere(resource, { identifier: "urn:Canary|Canary" }));
    await attempt(() => fhir.create(resource, { ifNoneExist: { identifier: "urn:Canary|Canary" } }));
    await attempt(() => fhir.read(type, "canary-nobody"));
    await attempt(() => fhir.vread(type, id, "77"));
    await attempt(() => Array.fromAsync(fhir.search(type, { identifier: "Canary|Canary", Canary: "Canary" })));
    await attempt(() => Array.fromAsync(fhir.search(type, { Canary: "Canary" }, { method: "GET" })));
    await attempt(() => Array.fromAsync(fhir.history(type, id)));
  }
  for (const resource of invalidResources()) await attempt(() => fhir.update(resource));
  const put = (resource: { resourceType: string; id: string }) =>
    ({ method: "PUT", url: `${resource.resourceType}/${resource.id}`, resource }) as never;
  const calls = [...plantedResources(), ...invalidResources().slice(0, 20)].map(put);
  const outcomes = await fhir.batch(calls).catch((error: unknown) => [error]);
  told.push(...outcomes.map(outcome => inspect((outcome as { error?: unknown }).error ?? "", { depth: 9 })));
  await attempt(() => fhir.transaction(calls.slice(0, 9)));
  await attempt(() => fhir.transaction([put(plantedResources()[0]!), put(plantedResources()[0]!)]));
  await attempt(() => fhir.delete("Patient", "canary-0"));
  for (const MessageBody of plantedNotices())
    for (const queue of ["HealthLakeNoticesQueue", "HealthLakeWindowsQueue", "FhirSyncQueue"])
      await flow.sqs.send(new SendMessageCommand({ QueueUrl: flow.link(queue), MessageBody }));
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

it("tells nothing of a FHIR resource while the data store and AWS fail, and quote what they were given", async () => {
  const written = captureOutput();
  let calls = 0;
  let points = 0;
  let failing = false;
  const faults: Faults = {
    before(service, operation, input) {
      if (!failing || service === "sqs" || (service === "dynamodb" && inspect(input).includes("RegistryTable"))) return;
      calls++;
      if (service === "healthlake-fhir" && calls % 5 === 0)
        throw quotingOutcome(STATUSES[calls % STATUSES.length]!, input);
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
  await flow.operate({ kind: "backfill", types: ["Patient", "Observation"], since: "2020-01-01T00:00:00Z" });
  await flow.settle();
  vi.restoreAllMocks();
  const events = classifiedAsNothing(flow);
  const told = [...written, ...errors, ...events, ...(await quarantineTold(flow)), inspect(flow.activities)];
  await flow.cloud.stop();
  expect(told.filter(text => CANARY.test(text))).toEqual([]);
  expect(events.length).toBeGreaterThan(20);
  expect(errors.length).toBeGreaterThan(300);
  expect(written.join("")).toMatch(/Published versions/);
  expect(written.join("")).toMatch(/Quarantined a message/);
  expect(written.join("")).toMatch(/A message failed; it will come again/);
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

it("tells nothing of answers that are no FHIR, and takes none of them for an end", async () => {
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
