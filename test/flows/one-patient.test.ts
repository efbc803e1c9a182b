import type { FhirResourceChangedV1Detail } from "@tributary/contracts/fhir-resource-changed.v1";
import type { PatientRecordChangedV1Detail } from "@tributary/contracts/patient-record-changed.v1";
import { PermanentError } from "@tributary/delivery/permanent-error";
import type { Patient } from "@tributary/fhir/resource";
import { createFhirClient, type FhirClient } from "@tributary/healthlake/fhir-client";
import { isOwnWrite, provenanceOf } from "@tributary/healthlake/provenance";
import { fetchFrom } from "@tributary/testkit/fetch-from";
import { openHealthLake } from "@tributary/testkit/open-healthlake";
import fc from "fast-check";
import { expect, test } from "vitest";
import { REGISTRY } from "../../services/fhir-sync/claims.ts";
import { noticePatient } from "../../services/fhir-sync/foreign-patient.ts";
import { memoryIdentities } from "../../services/fhir-sync/memory-identities.ts";
import { memorySyncStates } from "../../services/fhir-sync/memory-sync-states.ts";
import { patientMapping } from "../../services/fhir-sync/patient-mapping.ts";
import type { SyncDependencies } from "../../services/fhir-sync/sync-dependencies.ts";
import { syncItem } from "../../services/fhir-sync/sync-item.ts";

const PERSON = "urn:person";
const KEYS = ["k1", "k2"] as const;
const THEIRS = ["x", "y"] as const;

type Action =
  | { readonly kind: "row"; readonly key: string; readonly ids: readonly string[] }
  | { readonly kind: "unrow"; readonly key: string }
  | { readonly kind: "put"; readonly id: string; readonly ids: readonly string[] }
  | { readonly kind: "edit"; readonly which: number }
  | { readonly kind: "delete"; readonly id: string }
  /** Handles one of the events that wait; dies at a call, or has another action happen before one. */
  | { readonly kind: "handle"; readonly which: number; readonly dieAt: number; readonly during: number }
  | { readonly kind: "pass"; readonly seconds: number };

const ids = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 2 });
const which = fc.nat(20);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("row" as const), key: fc.constantFrom(...KEYS), ids }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("unrow" as const), key: fc.constantFrom(...KEYS) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("put" as const), id: fc.constantFrom(...THEIRS), ids }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("edit" as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), id: fc.constantFrom(...THEIRS) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("handle" as const),
      which,
      dieAt: fc.oneof(fc.constant(-1), fc.nat(24)),
      during: fc.oneof(fc.constant(-1), fc.nat(12)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pass" as const), seconds: fc.nat(60) }) },
);

interface Waiting {
  readonly name: string;
  readonly handle: (dependencies: SyncDependencies) => Promise<void>;
}

class Died extends Error {}

/** What others have said in a Patient, as they remember it. */
interface Said {
  readonly ids: readonly string[];
  readonly telecom: readonly string[];
}

async function play(actions: readonly Action[], lagSeconds: number) {
  const { cloud, clock, datastoreId, stop } = openHealthLake({ cloudTrail: false, indexLagMs: lagSeconds * 1_000 });
  const client: FhirClient = createFhirClient({
    ...{ region: "us-east-1", datastoreId, endpoint: "http://localhost", fetch: fetchFrom(cloud) },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    retry: { maxAttempts: 1 },
    sleep: async () => {},
    now: () => new Date(clock.now()),
  });
  const storage = { states: memorySyncStates(), identities: memoryIdentities() };
  const waiting: Waiting[] = [];
  const rows = new Map<string, { ids: readonly string[]; name: string }>();
  const said = new Map<string, Said>();
  let [count, heard, made] = [0, 0, 0];
  const metadata = () => {
    count++;
    const sequence = String(count).padStart(40, "0");
    const eventId = String(count).padStart(32, "0");
    const times = { occurredAt: "2026-01-01T00:00:00Z", publishedAt: "2026-01-01T00:00:00Z" };
    return {
      ...times,
      eventId,
      sequence,
      subject: "s",
      correlationId: "c",
      causationId: "k",
      traceparent: "t",
      dataschema: "u",
    };
  };
  const versions = () =>
    cloud.context.store
      .prepare("SELECT id, version, body FROM healthlake_versions WHERE type = 'Patient' ORDER BY seq")
      .all()
      .map(({ id, version, body }) => ({
        id: String(id),
        version: Number(version),
        patient: body === null ? undefined : (JSON.parse(String(body)) as Patient),
      }));
  /** Tells of the versions that are new, but not of those that this service has written. */
  const hear = () => {
    const all = versions();
    for (const { id, version, patient } of all.slice(heard)) {
      const before = all.find(one => one.id === id && one.version === version - 1)?.patient;
      const [now, then] = [patient && provenanceOf(patient), before && provenanceOf(before)];
      const announced = then?.next === "delete" && isOwnWrite(then, version - 1);
      if (patient === undefined ? announced : isOwnWrite(now, version)) continue;
      const change = patient === undefined ? "deleted" : before === undefined ? "created" : "updated";
      const key = { datastoreId, resourceType: "Patient", id };
      const told = { origin: "subscription", echo: false, lastUpdated: "2026-01-01T00:00:00Z" } as const;
      const event: FhirResourceChangedV1Detail = {
        metadata: metadata(),
        data: { change, key, versionId: String(version), ...told },
      };
      waiting.push({ name: `${id}/${version}`, handle: dependencies => noticePatient(event, dependencies) });
    }
    heard = all.length;
  };
  const tell = (data: PatientRecordChangedV1Detail["data"]) => {
    const event: PatientRecordChangedV1Detail = { metadata: metadata(), data };
    waiting.push({
      name: `${data.key.patientId} ${data.change}`,
      handle: dependencies => syncItem("PatientRecordChanged.v1", event, [patientMapping], dependencies),
    });
  };
  const image = (patientId: string, { ids: own, name }: { ids: readonly string[]; name: string }) => ({
    ...{ patientId, familyName: name, givenNames: [], telecom: [], gender: "female" as const },
    identifiers: own.map(value => ({ system: PERSON, value })),
  });
  const current = async (id: string) => await client.read("Patient", id).catch(() => undefined);

  async function perform(one: Action, next: () => Promise<void>): Promise<void> {
    if (one.kind === "row") {
      const before = rows.get(one.key);
      const row = { ids: one.ids, name: `registry-${++made}` };
      rows.set(one.key, row);
      const after = image(one.key, row);
      const key = { patientId: one.key };
      tell(
        before ? { change: "updated", key, before: image(one.key, before), after } : { change: "created", key, after },
      );
    } else if (one.kind === "unrow") {
      const before = rows.get(one.key);
      if (before === undefined) return;
      rows.delete(one.key);
      tell({ change: "deleted", key: { patientId: one.key }, before: image(one.key, before) });
    } else if (one.kind === "put") {
      const telecom = [`theirs-${++made}`];
      said.set(one.id, { ids: one.ids, telecom });
      await client.update({
        ...{ resourceType: "Patient", id: one.id, gender: "male", maritalStatus: { text: "theirs" } },
        telecom: telecom.map(value => ({ value })),
        ...(one.ids.length > 0 && { identifier: one.ids.map(value => ({ system: PERSON, value })) }),
      });
    } else if (one.kind === "edit") {
      const all = [...new Set(versions().map(({ id }) => id))];
      const id = all[one.which % Math.max(1, all.length)];
      const held = id === undefined ? undefined : await current(id);
      if (id === undefined || held === undefined) return;
      const value = `theirs-${++made}`;
      const telecom = [...(held.telecom ?? []), { value }];
      await client.update({ ...held, id, telecom }, { ifMatch: held.meta?.versionId ?? "" });
      const before = said.get(id) ?? { ids: [], telecom: [] };
      said.set(id, { ...before, telecom: [...before.telecom, value] });
    } else if (one.kind === "delete") {
      if ((await current(one.id)) === undefined) return;
      await client.delete("Patient", one.id);
      said.delete(one.id);
    } else if (one.kind === "pass") await clock.advance(one.seconds * 1_000);
    else {
      const [event] = waiting.splice(one.which % Math.max(1, waiting.length), 1);
      if (event !== undefined) await handle(event, one, next);
    }
    hear();
  }

  async function handle(
    event: Waiting,
    { dieAt, during }: { dieAt: number; during: number },
    next: () => Promise<void>,
  ) {
    let [calls, isDead] = [0, false];
    const around = <Service extends object>(service: Service): Service =>
      Object.fromEntries(
        Object.entries(service).map(([name, call]) => [
          name,
          async (...input: unknown[]) => {
            const now = calls++;
            if (now === during) await next();
            if (isDead || now * 2 === dieAt) {
              isDead = true;
              throw new Died();
            }
            const answer = await call(...input);
            if (now * 2 + 1 === dieAt) {
              isDead = true;
              throw new Died();
            }
            return answer;
          },
        ]),
      ) as Service;
    const { read, update, delete: remove } = client;
    try {
      await event.handle({
        states: around(storage.states),
        identities: around(storage.identities),
        client: around({ read, update, delete: remove }) as SyncDependencies["client"],
        trustedSystems: [PERSON],
        newId: () => `made-${++made}`,
        sleep: async () => {},
      });
    } catch (error) {
      if (error instanceof PermanentError) return;
      if (!isDead && (error as Error).name !== "ResourceBusyError") throw error;
      waiting.push(event);
    }
  }

  const left = [...actions];
  const step = async (): Promise<void> => {
    const one = left.shift();
    if (one !== undefined) await perform(one, step);
  };
  while (left.length > 0) await step();
  for (let rounds = 0; waiting.length > 0; rounds++) {
    if (rounds > 500) throw new Error(`It never settles: ${waiting.map(({ name }) => name)}`);
    await perform({ kind: "handle", which: 0, dieAt: -1, during: -1 }, async () => {});
  }
  const all = versions();
  await stop();
  return { rows, said, all };
}

const keysIn = (patient: Patient) =>
  (patient.identifier ?? []).filter(({ system }) => system === REGISTRY).map(({ value }) => value);

test("whatever arrives in any order, and whatever crashes, others' content is kept, and one person is one Patient", async () => {
  const runs = Number(process.env.IDENTITY_RUNS ?? 300);
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 4, maxLength: 40 }), fc.nat(60), async (actions, lag) => {
      const { rows, said, all } = await play(actions, lag);
      for (const { patient } of all) expect(new Set(patient && keysIn(patient)).size).toBeLessThan(2);

      const now = new Map(all.map(({ id, patient }) => [id, patient]));
      const patients = [...now].flatMap(([id, patient]) => (patient === undefined ? [] : [{ id, patient }]));
      for (const [id, { ids: own, telecom }] of said) {
        const patient = now.get(id);
        expect(patient?.telecom?.map(({ value }) => value)).toEqual(expect.arrayContaining([...telecom]));
        const held = patient?.identifier?.filter(({ system }) => system === PERSON).map(({ value }) => value);
        expect(held ?? []).toEqual(expect.arrayContaining([...own]));
        if (id.length === 1) expect(patient?.maritalStatus).toEqual({ text: "theirs" });
        // What had to give way is given back.
        if (id.length === 1 && keysIn(patient!).length === 0) expect(patient?.gender).toBe("male");
      }
      for (const { patient } of patients) {
        const [key] = keysIn(patient);
        const names = (patient.name ?? []).map(({ family }) => family);
        expect(names.length).toBe(key === undefined ? 0 : 1);
        if (key === undefined) continue;
        expect(rows.has(key)).toBe(true);
      }
      for (const id of now.keys()) if (!said.has(id) && id.length === 1) expect(now.get(id)).toBeUndefined();

      for (const key of KEYS) {
        const places = patients.filter(({ patient }) => keysIn(patient).includes(key));
        expect(places.length).toBeLessThan(2);
        const row = rows.get(key);
        if (row === undefined) continue;
        const others = [...said].filter(([, one]) => one.ids.some(value => row.ids.includes(value)));
        // Patients that the registry has made and others have added to stay whose they were.
        const shared = [...said.keys()].filter(id => id.startsWith("made-"));
        const rivals = [...rows].filter(
          ([other, one]) =>
            other !== key &&
            (one.ids.some(value => row.ids.includes(value)) ||
              others.some(([, other]) => other.ids.some(value => one.ids.includes(value)))),
        );
        if (others.length > 1 || rivals.length > 0 || shared.length > 0) continue;
        expect(places.map(({ id }) => id.length === 1)).toEqual([others.length === 1]);
        if (others[0]) expect(places[0]?.id).toBe(others[0][0]);
        expect(places[0]?.patient.name?.[0]?.family).toBe(row.name);
      }
      // No Patient of the registry's own is left behind.
      const owned = patients.filter(({ id }) => id.startsWith("made-") && !said.has(id));
      for (const { patient } of owned) expect(keysIn(patient).length).toBe(1);
    }),
    { numRuns: runs, ...(process.env.IDENTITY_SEED && { seed: Number(process.env.IDENTITY_SEED) }) },
  );
}, 600_000);
