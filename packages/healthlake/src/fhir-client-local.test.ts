import { CreateFHIRDatastoreCommand, HealthLakeClient } from "@aws-sdk/client-healthlake";
import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import type { Observation, Patient } from "@tributary/fhir/resource";
import { createCloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { eventsService } from "@tributary/local-cloud/services/events/service";
import { healthlakeServices } from "@tributary/local-cloud/services/healthlake/service";
import { s3Service } from "@tributary/local-cloud/services/s3/service";
import { fetchFrom } from "@tributary/testkit/fetch-from";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { controlPlane } from "./control-plane-fixture.ts";
import { createFhirClient, type FhirClient } from "./fhir-client.ts";

const region = "us-east-1";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const identifier = [{ system: "https://clinic.example/mrn", value: "7" }];

let client: FhirClient;
beforeEach(async () => {
  const clock = virtualClock();
  const services = [...healthlakeServices({ behaviour: { indexLagMs: 0 } }), eventsService, s3Service];
  const cloud = createCloud({ services, storage: "memory", region, account: "000000000000", clock });
  onTestFinished(() => cloud.stop());
  cloud.start();
  const sdk = new HealthLakeClient({ region, credentials, endpoint: "http://local", requestHandler: inProcess(cloud) });
  const { DatastoreId: datastoreId = "" } = await sdk.send(
    new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: "R4" }),
  );
  const { endpoint, status } = await controlPlane(sdk, datastoreId).describe();
  expect(status).toBe("ACTIVE");
  client = createFhirClient({
    region,
    datastoreId,
    credentials,
    endpoint,
    fetch: fetchFrom(cloud),
    sleep: async () => {},
  });
});

/** An Observation with decimals that a double writes otherwise. */
const weighing = (id: string): Observation =>
  parseFhirJson(`{ "resourceType": "Observation", "id": "${id}", "status": "final", "code": { "text": "weight" },
    "valueQuantity": { "value": 72.50 }, "extension": [{ "url": "urn:x", "valueDecimal": 12345678901234567890.10 }] }`) as Observation;
const digitsOf = (resource: unknown) => JSON.stringify(resource).match(/(?<="value(Decimal)?":)[\d.]+/g);

describe("the client and the local HealthLake", () => {
  it("keep decimals to the digit, whichever way they are written and read", async () => {
    const kept = ["72.50", "12345678901234567890.10"];
    const { resource } = await client.create(weighing("x"));
    expect(digitsOf(resource)).toEqual(kept);
    await client.update(weighing("o"));
    await client.update({ ...(await client.read("Observation", "o")), issued: "2026-01-01T00:00:00Z" });
    const steps = [{ op: "add", path: "/note", value: [{ text: "x" }] }] as const;
    await client.patch("Observation", "o", steps);
    const [inBatch] = await client.batch([{ method: "GET", url: "Observation/o" }]);
    const [inTransaction] = await client.transaction([
      { method: "PUT", url: "Observation/t", resource: weighing("t") },
    ]);
    const found = await Array.fromAsync(client.search("Observation"));
    const history = await Array.fromAsync(client.history("Observation", "o"));
    const read = [
      await client.read("Observation", "o"),
      await client.vread("Observation", "o", "1"),
      ...[inBatch, inTransaction].map(outcome => outcome?.ok && outcome.resource),
      ...found,
      ...history.map(version => version.resource),
    ];
    expect(read).toHaveLength(4 + 3 + 3);
    for (const one of read) expect(digitsOf(one)).toEqual(kept);
    expect(Number(found[0]?.valueQuantity?.value)).toBe(72.5);
  });

  it("agree on the life of a resource", async () => {
    const created = await client.create<Patient>({ resourceType: "Patient", identifier, active: true });
    const id = created.resource.id ?? "";
    expect(created).toMatchObject({ created: true, versionId: "1" });
    const update = { ...created.resource, gender: "female" } as const;
    expect(await client.update(update, { ifMatch: "1" })).toMatchObject({ created: false, versionId: "2" });
    await expect(client.update(update, { ifMatch: "1" })).rejects.toMatchObject({ kind: "precondition-failed" });
    const steps = [{ op: "replace", path: "/active", value: false }] as const;
    expect(await client.patch("Patient", id, steps, { ifMatch: "2" })).toMatchObject({ versionId: "3" });
    expect(await client.read("Patient", id)).toMatchObject({ active: false, gender: "female" });
    expect(await client.vread("Patient", id, "1")).toMatchObject({ active: true });
    await client.delete("Patient", id);
    await client.delete("Patient", id);
    await expect(client.read("Patient", id)).rejects.toMatchObject({ kind: "gone" });
    await expect(client.read("Patient", "nobody")).rejects.toMatchObject({ kind: "not-found" });
    const history = await Array.fromAsync(client.history("Patient", id, { count: 2 }));
    expect(history.map(({ change, versionId }) => `${change} ${versionId}`)).toEqual([
      "delete 4",
      "patch 3",
      "update 2",
      "create 1",
    ]);
  });

  it("agree on conditional creates", async () => {
    const patient: Patient = { resourceType: "Patient", identifier };
    const idempotencyKey = "123e4567-e89b-42d3-a456-426614174000";
    const first = await client.create(patient, { idempotencyKey });
    const second = await client.create(patient, { idempotencyKey });
    expect(second).toEqual({ ...first, created: false });
    const third = await client.create(patient, { ifNoneExist: { identifier: "https://clinic.example/mrn|7" } });
    expect(third).toMatchObject({ created: false, resource: { id: first.resource.id } });
    const fourth = await client.updateWhere(
      { ...patient, active: true },
      { identifier: "https://clinic.example/mrn|7" },
    );
    expect(fourth).toMatchObject({ created: false, resource: { id: first.resource.id } });
  });

  it("agree on bundles, and on searches over pages", async () => {
    const ids = Array.from({ length: 230 }, (_, at) => `p-${at}`);
    const calls = ids.map(
      id =>
        ({
          method: "PUT",
          url: `Patient/${id}`,
          resource: { resourceType: "Patient", id, active: id !== "p-7" },
        }) as const,
    );
    const invalid = {
      method: "PUT",
      url: "Patient/bad",
      resource: { resourceType: "Patient", id: "bad", colour: "red" } as never,
    } as const;
    const outcomes = await client.batch([...calls, invalid]);
    expect(outcomes.slice(0, -1).map(one => one.ok && `${one.id} ${one.versionId}`)).toEqual(ids.map(id => `${id} 1`));
    expect(outcomes.at(-1)).toMatchObject({ ok: false, error: { issues: [{ severity: "error" }] } });
    for (const method of ["GET", "POST"] as const) {
      const found = await Array.fromAsync(client.search("Patient", { active: true, _count: 50 }, { method }));
      expect(found.map(({ id }) => id).sort()).toEqual(ids.filter(id => id !== "p-7").sort());
    }
  });

  it("agree on transactions: all or nothing", async () => {
    const put = (id: string, ifMatch?: string) =>
      ({
        method: "PUT",
        url: `Patient/${id}`,
        resource: { resourceType: "Patient", id },
        ...(ifMatch && { ifMatch }),
      }) as const;
    expect(await client.transaction([put("a"), put("b")])).toMatchObject([
      { ok: true, id: "a" },
      { ok: true, id: "b" },
    ]);
    await expect(client.transaction([put("c"), put("a", "9")])).rejects.toMatchObject({ kind: "precondition-failed" });
    await expect(client.read("Patient", "c")).rejects.toMatchObject({ kind: "not-found" });
  });
});
