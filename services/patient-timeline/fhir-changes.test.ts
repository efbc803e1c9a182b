import type { FhirResourceChangedV1Detail } from "@tributary/contracts/fhir-resource-changed.v1";
import { memoryNewestItems } from "@tributary/delivery/memory-newest-items";
import { PermanentError } from "@tributary/delivery/permanent-error";
import type { Patient, Resource } from "@tributary/fhir/resource";
import { HistoryBehindError } from "@tributary/healthlake/await-history";
import { createFhirClient } from "@tributary/healthlake/fhir-client";
import type { HealthLakeBehaviour } from "@tributary/local-cloud/services/healthlake/behaviour";
import { fetchFrom } from "@tributary/testkit/fetch-from";
import { openHealthLake } from "@tributary/testkit/open-healthlake";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFhirChange } from "./fhir-changes.ts";
import { patientView, timelineIn } from "./patient-view-fixture.ts";
import { decide, ownerOf, TIMELINE, type TimelineEntry } from "./timeline.ts";

const ofRegistry = [{ system: "urn:tributary:patient-registry", value: "p-1" }];

const sleep = async () => {};

function open(behaviour: Partial<HealthLakeBehaviour> = {}) {
  const { cloud, clock, datastoreId } = openHealthLake({ cloudTrail: false, ...behaviour });
  const client = createFhirClient({
    region: "us-east-1",
    datastoreId,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://localhost",
    fetch: fetchFrom(cloud),
    sleep: async () => {},
  });
  const timeline = memoryNewestItems<TimelineEntry>(TIMELINE.key);
  return {
    client,
    timeline,
    timelineOf: timelineIn(timeline.items),
    clock,
    apply: (event: FhirResourceChangedV1Detail) => applyFhirChange(event, { timeline, client, sleep }),
    event: (
      resourceType: string,
      id: string,
      versionId: number,
      change: "created" | "updated" | "deleted" = "created",
    ): FhirResourceChangedV1Detail => ({
      metadata: { ...metadata, sequence: String(versionId).padStart(40, "0") },
      data: {
        change,
        key: { datastoreId, resourceType, id },
        versionId: String(versionId),
        lastUpdated: "2026-01-01T00:00:00.000Z",
        origin: "subscription",
        echo: false,
      },
    }),
  };
}
const metadata = {
  eventId: "e".repeat(32),
  occurredAt: "2026-01-01T00:00:00Z",
  publishedAt: "2026-01-01T00:00:01Z",
  subject: "s",
  sequence: "1".padStart(40, "0"),
  correlationId: "c",
  causationId: "k",
  traceparent: "t",
  dataschema: "urn:s",
};
const observation = (reference: string) => ({
  resourceType: "Observation" as const,
  id: "o",
  status: "final" as const,
  code: { text: "x" },
  subject: { reference },
});

test("one patient is seen from both sides: the registry's record, its FHIR Patient, and what is about that", async () => {
  const { client, timeline, timelineOf, apply, event } = open();
  const image = { patientId: "p-1", givenNames: [], identifiers: [], telecom: [] };
  await timeline.put(decide({ metadata, data: { change: "created", key: { patientId: "p-1" }, after: image } }));
  await client.update({ resourceType: "Patient", id: "f-1", identifier: ofRegistry });
  await client.update(observation("Patient/f-1"));
  await apply(event("Observation", "o", 1)); // Before the Patient is known.
  await apply(event("Patient", "f-1", 1));
  const parts = async () => (await patientView(timelineOf, "p-1")).map(({ sk }) => sk).sort();
  expect(await parts()).toEqual(["FHIR#Observation/o", "FHIR#Patient/f-1", "RECORD"]);

  await client.delete("Observation", "o");
  await apply(event("Observation", "o", 2, "deleted"));
  expect(await parts()).toEqual(["FHIR#Patient/f-1", "RECORD"]);
  await apply(event("Observation", "o", 1));
  expect(await parts()).toEqual(["FHIR#Patient/f-1", "RECORD"]);
});

test("the version told is kept as a reference, without any of its content", async () => {
  const { client, timelineOf, apply, event } = open();
  await client.update({ resourceType: "Patient", id: "f-1", identifier: ofRegistry, name: [{ family: "Secret" }] });
  await apply(event("Patient", "f-1", 1));
  const [entry] = await timelineOf("PATIENT#p-1");
  expect(entry).toMatchObject({ resource: { resourceType: "Patient", id: "f-1", versionId: "1", echo: false } });
  expect(JSON.stringify(entry)).not.toContain("Secret");
});

test("an event that says whom its version is about is taken at its word, without a look at the data store", async () => {
  const { timeline, timelineOf, event } = open();
  const refuse = () => Promise.reject(new Error("Nothing was to be read."));
  const client = { read: refuse, vread: refuse };
  const told = (versionId: number, change: "created" | "updated" | "deleted", patient: string) => {
    const { metadata, data } = event("Observation", "o", versionId, change);
    return applyFhirChange({ metadata, data: { ...data, patient } }, { timeline, client, sleep });
  };
  await told(1, "created", "a");
  await told(2, "updated", "b");
  expect(await timelineOf("FHIR#Patient/a")).toEqual([]);
  expect(await timelineOf("FHIR#Patient/b")).toMatchObject([{ resource: { versionId: "2" }, deleted: false }]);
  await told(3, "deleted", "b");
  expect(await timelineOf("FHIR#Patient/b")).toMatchObject([{ resource: { versionId: "3" }, deleted: true }]);
});

test("whose a Patient is, its content says, whatever the event says", async () => {
  const { client, timeline, timelineOf, event } = open();
  await client.update({ resourceType: "Patient", id: "f-1", identifier: ofRegistry });
  const { metadata, data } = event("Patient", "f-1", 1);
  await applyFhirChange({ metadata, data: { ...data, patient: "f-1" } }, { timeline, client, sleep });
  expect(await timelineOf("PATIENT#p-1")).toMatchObject([{ resource: { id: "f-1" } }]);
});

test("a resource about no patient is kept with no owner", async () => {
  const { client, timeline, apply, event } = open();
  await client.update({ resourceType: "Organization", id: "g", name: "Clinic" });
  await apply(event("Organization", "g", 1));
  const [entry] = timeline.items.values();
  expect(entry).toMatchObject({ pk: "RESOURCE#Organization/g", deleted: false });
  expect(entry).not.toHaveProperty("owner");
});

test("a version that the data store does not have can never be taken", async () => {
  const { apply, event } = open();
  const failure = await apply(event("Patient", "nobody", 1)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(PermanentError);
  expect(failure).toMatchObject({ violations: [{ pointer: "/data/versionId", keyword: "exists" }] });
});

describe("a history that lags", () => {
  const ownedBy = (patient: "a" | "b") => observation(`Patient/${patient}`);
  const standing = ({ timeline }: ReturnType<typeof open>) =>
    [...timeline.items.values()]
      .filter(({ deleted }) => !deleted)
      .map(({ owner, resource }) => `${owner} ${resource?.versionId}`);

  test("does not keep the current version waiting", async () => {
    const bench = open({ historyLagMs: 60_000 });
    await bench.client.update(ownedBy("a"));
    await bench.apply(bench.event("Observation", "o", 1));
    expect(standing(bench)).toEqual(["FHIR#Patient/a 1"]);
  });

  test("makes an event come again, with nothing written, until it shows the version that says whose it was", async () => {
    const bench = open({ historyLagMs: 60_000 });
    const { client, clock, apply, event } = bench;
    await client.update(ownedBy("a"));
    await apply(event("Observation", "o", 1));
    await client.update(ownedBy("b"));
    await apply(event("Observation", "o", 2, "updated")); // The current version moves it by itself.
    expect(standing(bench)).toEqual(["FHIR#Patient/b 2"]);

    await client.update(ownedBy("a"));
    await client.delete("Observation", "o");
    const last = [event("Observation", "o", 3, "updated"), event("Observation", "o", 4, "deleted")];
    for (const one of last) await expect(apply(one)).rejects.toThrow(HistoryBehindError);
    expect(standing(bench)).toEqual(["FHIR#Patient/b 2"]);
    await clock.advance(60_000);
    for (const one of last.reverse()) await apply(one);
    expect(standing(bench)).toEqual([]);
  });

  test("is waited for within the invocation when it is behind by moments", async () => {
    const bench = open({ historyLagMs: 1_000 });
    const { client, clock, timeline, event } = bench;
    await client.update(ownedBy("a"));
    await client.update(ownedBy("b"));
    const waited = { timeline, client, sleep: (milliseconds: number) => clock.advance(milliseconds) };
    await applyFhirChange(event("Observation", "o", 1), waited);
    expect(standing(bench)).toEqual(["FHIR#Patient/a 1"]);
  });

  test("is distinguished from a resource that never existed or was erased", async () => {
    const { apply, event } = open({ historyLagMs: 60_000 });
    for (const change of ["created", "updated", "deleted"] as const)
      await expect(apply(event("Observation", "nothing", 2, change))).rejects.toThrow(PermanentError);
  });

  const step = fc.record({
    owner: fc.constantFrom("a" as const, "b" as const, undefined),
    afterMs: fc.nat(30_000),
    lagMs: fc.nat(60_000),
  });

  test("leaves a resource with one patient, or deleted, however often its events arrive", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.nat(1_000)),
        async (steps, random) => {
          const lags: number[] = [];
          const bench = open({ historyLagMs: ({ versionId }) => lags[Number(versionId) - 1] ?? 0 });
          const { client, clock, apply, event } = bench;
          const waiting: FhirResourceChangedV1Detail[] = [];
          /** Delivers one of the events, which stays when it fails. */
          const deliver = async () => {
            const index = (random.next().value ?? 0) % waiting.length;
            const [one] = waiting.splice(index, 1);
            await apply(one!).catch((error: unknown) => {
              expect(error).toBeInstanceOf(HistoryBehindError);
              waiting.push(one!);
            });
          };
          let versions = 0;
          let current: "a" | "b" | undefined;
          for (const { owner, afterMs, lagMs } of steps) {
            if (owner === undefined && current === undefined) continue;
            lags[versions++] = lagMs;
            if (owner === undefined) await client.delete("Observation", "o");
            else await client.update(ownedBy(owner));
            const change = owner === undefined ? "deleted" : current === undefined ? "created" : "updated";
            waiting.push(event("Observation", "o", versions, change));
            current = owner;
            if ((random.next().value ?? 0) % 2 === 0) await deliver();
            await clock.advance(afterMs);
          }
          for (let round = 0; waiting.length > 0; round++) {
            expect(round).toBeLessThan(200);
            await deliver();
            await clock.advance(2_000);
          }
          expect(standing(bench)).toEqual(current === undefined ? [] : [`FHIR#Patient/${current} ${versions}`]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("a resource that is about somebody else from a version on", () => {
  const parts = async ({ timelineOf }: ReturnType<typeof open>, patientId: string) =>
    (await patientView(timelineOf, patientId)).map(({ sk, resource }) => `${sk} ${resource?.versionId}`).sort();

  /** Two patients of the registry; an Observation of the first, then of the second, deleted, and of the first again. */
  async function moved() {
    const bench = open();
    const { client, event } = bench;
    for (const id of ["a", "b"]) {
      const identifier = [{ system: "urn:tributary:patient-registry", value: `p-${id}` }];
      await client.update({ resourceType: "Patient", id, identifier });
      await bench.apply(event("Patient", id, 1));
    }
    await client.update(observation("Patient/a"));
    await client.update(observation("Patient/b"));
    await client.delete("Observation", "o");
    await client.update(observation("Patient/a"));
    const told = [
      event("Observation", "o", 1),
      event("Observation", "o", 2, "updated"),
      event("Observation", "o", 3, "deleted"),
      event("Observation", "o", 4),
    ] as const;
    return { ...bench, told };
  }

  test("leaves the patient it was about", async () => {
    const bench = await moved();
    await bench.apply(bench.told[0]);
    expect(await parts(bench, "p-a")).toEqual(["FHIR#Observation/o 1", "FHIR#Patient/a 1"]);
    await bench.apply(bench.told[1]);
    expect(await parts(bench, "p-a")).toEqual(["FHIR#Patient/a 1"]);
    expect(await parts(bench, "p-b")).toEqual(["FHIR#Observation/o 2", "FHIR#Patient/b 1"]);
    await bench.apply(bench.told[2]);
    expect(await parts(bench, "p-b")).toEqual(["FHIR#Patient/b 1"]);
  });

  test("ends with the right one, in any order and number of concurrent events", async () => {
    const more = fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), more, async (order, again) => {
        const bench = await moved();
        await Promise.all([...order, ...again].map(index => bench.apply(bench.told[index]!)));
        expect(await parts(bench, "p-a")).toEqual(["FHIR#Observation/o 4", "FHIR#Patient/a 1"]);
        expect(await parts(bench, "p-b")).toEqual(["FHIR#Patient/b 1"]);
      }),
      { numRuns: 24 },
    );
  });

  test("is one FHIR Patient, even if it gets the registry's identifier later", async () => {
    const bench = open();
    const { client, apply, event } = bench;
    await client.update({ resourceType: "Patient", id: "f-1" });
    await apply(event("Patient", "f-1", 1));
    await client.update({ resourceType: "Patient", id: "f-1", identifier: ofRegistry });
    await apply(event("Patient", "f-1", 2, "updated"));
    expect(await parts(bench, "p-1")).toEqual(["FHIR#Patient/f-1 2"]);
  });
});

describe("a resource belongs to", () => {
  test.each<[string, object, string | undefined]>([
    ["its patient", observation("Patient/f-1"), "FHIR#Patient/f-1"],
    ["nobody known when it is another server's patient", observation("https://x.example/r4/Patient/f-1"), undefined],
    ["nobody when it names a patient in words", { ...observation(""), subject: { display: "Mrs X" } }, undefined],
    [
      "the registry's patient whose identifier it names",
      { ...observation(""), subject: { identifier: ofRegistry[0] } },
      "PATIENT#p-1",
    ],
    [
      "its patient rather than whom it names besides",
      { ...observation("Patient/f-1"), for: { identifier: ofRegistry[0] } },
      "FHIR#Patient/f-1",
    ],
    [
      "nobody when it names another's identifier",
      { subject: { identifier: { system: "urn:x", value: "1" } } },
      undefined,
    ],
    ["the registry's patient", { resourceType: "Patient", id: "f-1", identifier: ofRegistry }, "PATIENT#p-1"],
    [
      "itself when its identifier of the registry is old",
      { resourceType: "Patient", id: "f-1", identifier: [{ ...ofRegistry[0], use: "old" }] },
      "FHIR#Patient/f-1",
    ],
    [
      "nobody when it names an old identifier of the registry",
      { ...observation(""), subject: { identifier: { ...ofRegistry[0], use: "old" } } },
      undefined,
    ],
    ["itself", { resourceType: "Patient", id: "f-1" } satisfies Patient, "FHIR#Patient/f-1"],
    ["nobody, for want of a patient", { resourceType: "Organization" }, undefined],
  ])("%s", (_, resource, owner) => {
    expect(ownerOf(resource as Resource, "0".repeat(32))).toBe(owner);
  });
});
