import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { hex32 } from "@tributary/bus/event-id";
import type { AddressChangedV1Detail } from "@tributary/contracts/address-changed.v1";
import type { PatientRecordChangedV1Detail } from "@tributary/contracts/patient-record-changed.v1";
import { PermanentError } from "@tributary/delivery/permanent-error";
import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import type { Patient } from "@tributary/fhir/resource";
import { createFhirClient, type FhirClient } from "@tributary/healthlake/fhir-client";
import { provenanceOf } from "@tributary/healthlake/provenance";
import { fetchFrom } from "@tributary/testkit/fetch-from";
import { openHealthLake } from "@tributary/testkit/open-healthlake";
import { tableClient } from "@tributary/testkit/table-client";
import { describe, expect, test } from "vitest";
import { dynamodbIdentities } from "./dynamodb-identities.ts";
import { dynamodbSyncStates } from "./dynamodb-sync-states.ts";
import { mappings } from "./mappings.ts";
import { memoryIdentities } from "./memory-identities.ts";
import { memorySyncStates } from "./memory-sync-states.ts";
import { ResourceBusyError } from "./settle-keys.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";
import { syncItem } from "./sync-item.ts";

type Detail = PatientRecordChangedV1Detail | AddressChangedV1Detail;

const image = (familyName: string) => ({ patientId: "p", familyName, givenNames: [], identifiers: [], telecom: [] });
const metadata = (sequence: number) => ({
  eventId: String(sequence).padStart(32, "0"),
  occurredAt: "2026-01-01T00:00:00Z",
  publishedAt: "2026-01-01T00:00:00Z",
  subject: "Patient/p",
  sequence: String(sequence).padStart(40, "0"),
  correlationId: `request-${sequence}`,
  causationId: "k",
  traceparent: "t",
  dataschema: "urn:s",
});
const key = { patientId: "p" };
const recorded = (sequence: number, familyName: string): Detail => ({
  metadata: metadata(sequence),
  data: { change: "created", key, after: image(familyName) },
});
const removed = (sequence: number): Detail => ({
  metadata: metadata(sequence),
  data: { change: "deleted", key, before: image("Gone") },
});
const lives = (sequence: number, city: string): Detail => ({
  metadata: metadata(sequence),
  data: {
    change: "created",
    key: { ...key, addressId: "1" },
    after: { patientId: "p", addressId: "1", lines: [], city },
  },
});
const left = (sequence: number): Detail => ({
  metadata: metadata(sequence),
  data: {
    change: "deleted",
    key: { ...key, addressId: "1" },
    before: { patientId: "p", addressId: "1", lines: [], city: "Gone" },
  },
});

type Storage = Pick<SyncDependencies, "states" | "identities">;

const inMemory = async (): Promise<Storage> => ({ states: memorySyncStates(), identities: memoryIdentities() });

async function inDynamodb(): Promise<Storage> {
  const identities = await tableClient("Identities", ["pk", "sk"]);
  return {
    states: dynamodbSyncStates({ table: "States", client: await tableClient("States", ["pk"]) }),
    identities: dynamodbIdentities({ table: "Identities", hash: hex32, client: identities }),
  };
}

/** A data store, states, and a hand on every call to the store and on every pause. */
async function open(
  storage: Storage,
  around: (name: string, call: () => Promise<unknown>) => Promise<unknown>,
  behaviour: { readonly indexLagMs?: number } = {},
) {
  const { cloud, clock, datastoreId } = openHealthLake({ cloudTrail: false, ...behaviour });
  const client = createFhirClient({
    region: "us-east-1",
    datastoreId,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://localhost",
    fetch: fetchFrom(cloud),
    retry: { maxAttempts: 1 },
    sleep: async () => {},
    now: () => new Date(clock.now()),
  });
  const hooked = Object.fromEntries(
    (["read", "update", "delete"] as const).map(name => [
      name,
      (...input: unknown[]) => around(name, () => (client[name] as (...all: unknown[]) => Promise<unknown>)(...input)),
    ]),
  );
  let ids = 0;
  const dependencies: SyncDependencies = {
    ...storage,
    client: { ...client, ...hooked } as FhirClient,
    trustedSystems: ["urn:person"],
    newId: () => `made-${++ids}`,
    sleep: async () => void (await around("sleep", () => clock.advance(1_000))),
  };
  const patients = () =>
    cloud.context.store
      .prepare("SELECT id, version, body FROM healthlake_versions WHERE type = 'Patient' ORDER BY seq")
      .all()
      .map(({ body }) => (body === null ? "deleted" : (JSON.parse(String(body)) as Patient)));
  const text = () =>
    cloud.context.store.prepare("SELECT body FROM healthlake_versions WHERE type = 'Patient' ORDER BY seq DESC").get()
      ?.body;
  const syncWith = (event: Detail, own: SyncDependencies) =>
    syncItem("addressId" in event.data.key ? "AddressChanged.v1" : "PatientRecordChanged.v1", event, mappings, own);
  return {
    client,
    clock,
    text,
    sync: (event: Detail) => syncWith(event, dependencies),
    /** By another invocation at the same time, which waits for nobody here. */
    syncElsewhere: (event: Detail) => syncWith(event, { ...dependencies }),
    versions: patients,
    now: () => patients().at(-1),
  };
}

describe.each([
  ["memory", inMemory],
  ["DynamoDB", inDynamodb],
])("with its storage in %s, the synchronisation", (_, makeStorage) => {
  const plain = async () => open(await makeStorage(), (_name, call) => call());

  test("creates the FHIR Patient, states the cause, and does not rewrite existing content", async () => {
    const { sync, versions, now } = await plain();
    await sync(recorded(1, "Rivers"));
    expect(now()).toMatchObject({
      identifier: [{ system: "urn:tributary:patient-registry", value: "p" }],
      name: [{ family: "Rivers" }],
    });
    expect(provenanceOf(now() as Patient)).toEqual({
      origin: "patient-registry",
      causedBy: metadata(1).eventId,
      correlationId: "request-1",
      version: 1,
    });
    await sync(recorded(1, "Rivers"));
    expect(versions()).toHaveLength(1);
  });

  test("keeps the digits of decimals that others wrote, also of what had to give way for a time", async () => {
    const { sync, client, now, text } = await plain();
    await sync(recorded(1, "Rivers"));
    const patient = now() as Patient;
    const said = parseFhirJson(`{
      "extension": [{ "url": "urn:weight", "valueDecimal": 72.50 }, { "url": "urn:large", "valueDecimal": 12345678901234567890.10 }],
      "birthDate": "1980-01-01",
      "_birthDate": { "extension": [{ "url": "urn:certainty", "valueDecimal": 0.90 }] }
    }`) as object;
    await client.update({ ...patient, ...said });
    const born = (sequence: number, birthDate?: string): Detail => ({
      metadata: metadata(sequence),
      data: {
        change: "updated",
        key,
        before: image("Rivers"),
        after: { ...image("Rivers"), ...(birthDate && { birthDate }) },
      },
    });
    await sync(born(2, "1974-12-25"));
    expect(now()).toMatchObject({ birthDate: "1974-12-25" });
    expect(text()).toContain('"valueDecimal":72.50}');
    expect(text()).toContain('"valueDecimal":12345678901234567890.10}');
    expect(text()).not.toContain("0.90");
    await sync(born(3));
    expect(now()).toMatchObject({ birthDate: "1980-01-01" });
    expect(text()).toContain('"valueDecimal":72.50}');
    expect(text()).toContain('"_birthDate":{"extension":[{"url":"urn:certainty","valueDecimal":0.90}]}');
  });

  test("combines record and addresses in any order of arrival", async () => {
    const { sync, versions, now } = await plain();
    await sync(lives(1, "Delta"));
    expect(versions()).toEqual([]);
    await sync(recorded(2, "Rivers"));
    expect(now()).toMatchObject({ name: [{ family: "Rivers" }], address: [{ city: "Delta" }] });
    await sync(lives(4, "Estuary"));
    await sync(lives(3, "Old"));
    expect(now()).toMatchObject({ address: [{ city: "Estuary" }] });
    await sync(left(5));
    expect(now()).not.toHaveProperty("address");
  });

  test("ignores an older record that comes late", async () => {
    const { sync, versions, now } = await plain();
    await sync(recorded(7, "New"));
    await sync(recorded(6, "Old"));
    expect(now()).toMatchObject({ name: [{ family: "New" }] });
    expect(versions()).toHaveLength(1);
  });

  test("deletes the resource of a deleted item once, and creates it again when the item returns", async () => {
    const { sync, versions, now } = await plain();
    await sync(recorded(1, "Rivers"));
    await sync(removed(2));
    await sync(removed(2));
    expect(versions()).toHaveLength(3);
    expect(provenanceOf(versions()[1] as Patient)).toMatchObject({ causedBy: metadata(2).eventId, next: "delete" });
    expect(now()).toBe("deleted");
    await sync(recorded(3, "Rivers"));
    expect(now()).toMatchObject({ name: [{ family: "Rivers" }] });
    expect(provenanceOf(now() as Patient)).not.toHaveProperty("next");
    // Each tells its own number, the deletion's counted.
    expect(versions().map(one => (one === "deleted" ? one : provenanceOf(one)?.version))).toEqual([1, 2, "deleted", 4]);
  });

  test("has nothing to delete of a patient whom it never made", async () => {
    const { sync, versions } = await plain();
    await sync(removed(1));
    await sync(recorded(2, "Rivers"));
    expect(versions()).toHaveLength(1);
  });

  test("yields to a concurrent writer, and keeps their content", async () => {
    let interfere = true;
    const bench = await open(await makeStorage(), async (name, call) => {
      const { client } = bench;
      if (name === "update" && interfere && bench.now()) {
        interfere = false;
        const made = await client.read("Patient", "made-1");
        await client.update({ ...made, id: "made-1", maritalStatus: { text: "theirs" } });
      }
      return await call();
    });
    await bench.sync(recorded(1, "Rivers"));
    await bench.clock.advance(5_000);
    await bench.sync(recorded(2, "Brooks"));
    expect(interfere).toBe(false);
    expect(bench.now()).toMatchObject({ name: [{ family: "Brooks" }], maritalStatus: { text: "theirs" } });
  });

  test("does not delete a patient who comes back at the same time", async () => {
    let isBack = false;
    const bench = await open(await makeStorage(), async (name, call) => {
      if (name === "delete" && !isBack) {
        isBack = true;
        await bench.syncElsewhere(recorded(3, "Brooks"));
      }
      return await call();
    });
    await bench.sync(recorded(1, "Rivers"));
    await bench.sync(removed(2));
    expect(isBack).toBe(true);
    expect(bench.now()).toMatchObject({ name: [{ family: "Brooks" }] });
  });

  test("writes one version for concurrent events, and none for work already done", async () => {
    const bench = await plain();
    await Promise.all([bench.sync(recorded(1, "Rivers")), bench.sync(lives(2, "Oslo"))]);
    expect(bench.versions()).toHaveLength(1);
    expect(bench.now()).toMatchObject({ name: [{ family: "Rivers" }], address: [{ city: "Oslo" }] });
    await Promise.all([bench.sync(recorded(1, "Rivers")), bench.sync(lives(2, "Oslo"))]);
    expect(bench.versions()).toHaveLength(1);
  });

  test("marks again, for the newer reason, a marked item that was not deleted", async () => {
    let failing = true;
    const { sync, versions } = await open(await makeStorage(), async (name, call) => {
      if (name === "delete" && failing) throw new Error("The connection was reset.");
      return await call();
    });
    await sync(recorded(1, "Rivers"));
    await expect(sync(removed(2))).rejects.toThrow("reset");
    failing = false;
    await sync(removed(4));
    expect(versions()).toHaveLength(4);
    expect(provenanceOf(versions()[2] as Patient)).toMatchObject({ causedBy: metadata(4).eventId, next: "delete" });
  });

  test("writes no second version, and makes no second Patient, when an answer is lost", async () => {
    for (const lost of ["update", "delete"]) {
      let losing = true;
      const bench = await open(await makeStorage(), async (name, call) => {
        const answer = await call();
        if (name !== lost || !losing) return answer;
        losing = false;
        throw new Error("The connection was reset.");
      });
      for (const event of [recorded(1, "Rivers"), recorded(2, "Brooks"), removed(3)]) {
        await bench.sync(event).catch(() => {});
        await bench.clock.advance(60_000);
        await bench.sync(event);
      }
      expect(losing).toBe(false);
      // Made, changed, marked, deleted.
      expect(bench.versions()).toHaveLength(4);
    }
  });

  test.each([
    "urn:tributary:patient-registry",
    "URN:Tributary:Patient-Registry",
    " urn:tributary: patient-registry\t",
    "urn:tributary:patient-registry/",
    "urn:tributary:patient-registry|B77",
    "urn:tributary:patient%252Dregistry",
    "urn:tributary:\u200bpatient-registry",
    "ｕｒｎ:tributary:patient-registry",
  ])("quarantines a record that brings an identifier of the system %j, and writes nothing of it", async system => {
    const { sync, versions, now } = await plain();
    await sync(recorded(1, "Rivers"));
    const identifiers = [
      { system: "urn:mrn", value: "1" },
      { system, value: "B77" },
    ];
    for (const [sequence, change] of ["updated", "created"].entries()) {
      const { metadata, data } = recorded(sequence + 2, "Brooks");
      const after = { ...image("Brooks"), identifiers };
      const event = { metadata, data: { ...data, change, before: image("Rivers"), after } } as Detail;
      const refusal: unknown = await sync(event).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(PermanentError);
      expect((refusal as PermanentError).violations).toEqual([
        {
          pointer: "/data/after/identifiers/1/system",
          keyword: "not",
          message: "must not be the registry's own system",
        },
      ]);
    }
    expect(versions()).toHaveLength(1);
    // Without that identifier it is taken, though it comes later.
    await sync(recorded(2, "Brooks"));
    expect(now()).toMatchObject({ name: [{ family: "Brooks" }] });
  });

  test("makes one FHIR Patient when many events of a patient are handled at once", async () => {
    const { sync, versions, now, clock } = await plain();
    const events = [recorded(1, "One"), lives(2, "Delta"), recorded(3, "Three"), lives(4, "Estuary")];
    for (let round = 0; round < 3; round++) {
      await Promise.all(
        events.map(event =>
          sync(event).catch(error => {
            if (!(error instanceof ResourceBusyError)) throw error;
          }),
        ),
      );
      await clock.advance(20_000);
    }
    expect(new Set(versions().map(version => (version as Patient).id)).size).toBe(1);
    expect(now()).toMatchObject({ name: [{ family: "Three" }], address: [{ city: "Estuary" }] });
  });
});

test.each([
  ["of the first version, which wrote Patients of its own", { fhirId: "theirs-1" }, {}],
  ["of the second, which was settled", {}, { at: "theirs-1", claims: [], stated: [], adopted: [] }],
])("a row %s, goes on with the Patient that it names, and deletes that", async (_, inState, settled) => {
  const table = await tableClient("States", ["pk"]);
  const states = dynamodbSyncStates({ table: "States", client: table });
  const bench = await open({ states, identities: memoryIdentities() }, (_name, call) => call());
  const mark = { system: "urn:tributary:patient-registry", value: "p" };
  const told = {
    identifier: [mark],
    name: [{ use: "official" as const, family: "Rivers" }],
    address: [{ city: "Delta" }],
  };
  const tag = [{ system: "urn:tributary:contribution", code: "7" }];
  const isSettled = "at" in settled;
  await bench.client.update({ resourceType: "Patient", id: "theirs-1", ...told, ...(isSettled && { meta: { tag } }) });
  const contribution = { token: "7", lists: told, values: {} };
  const Item = {
    ...{ pk: "p", revision: 7, ...settled, ...(!isSettled && { creatingUntil: 1 }) },
    ...(isSettled && { own: { fhirId: "theirs-1", contributions: [contribution] } }),
    state: {
      ...{ patientId: "p", ...inState, cause: { eventId: "e".repeat(32), correlationId: "c" } },
      record: { sequence: metadata(2).sequence, image: image("Rivers") },
      addresses: {
        "1": { sequence: metadata(1).sequence, image: { patientId: "p", addressId: "1", lines: [], city: "Delta" } },
      },
    },
  };
  await table.send(new PutItemCommand({ TableName: "States", Item: marshall(Item) }));

  await bench.sync(recorded(1, "Stale"));
  expect(bench.versions()).toHaveLength(1);
  await bench.sync(recorded(3, "Brooks"));
  expect(bench.now()).toMatchObject({ id: "theirs-1", name: [{ family: "Brooks" }], address: [{ city: "Delta" }] });
  await bench.sync(left(4));
  expect(bench.now()).not.toHaveProperty("address");
  await bench.sync(removed(5));
  expect(bench.now()).toBe("deleted");
  expect(new Set(bench.versions().flatMap(version => (version === "deleted" ? [] : [version.id])))).toEqual(
    new Set(["theirs-1"]),
  );
});
