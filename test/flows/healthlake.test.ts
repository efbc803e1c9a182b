import type { Patient } from "@tributary/fhir/resource";
import { seededRandom } from "@tributary/local-cloud/kernel/random";
import type { FunctionCall, Mishap } from "@tributary/testkit/function-network";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { patientView, timelineInTable } from "../../services/patient-timeline/patient-view-fixture.ts";
import { type Flow, startFlow } from "./flow.ts";

const patient = (id: string, more: Partial<Patient> = {}): Patient & { id: string } => ({
  resourceType: "Patient",
  id,
  ...more,
});

/** Every version in the store is published, and each under one event id however often. */
function expectHistory(flow: Flow, { again = 0 } = {}): void {
  const published = flow.publishedChanges();
  expect([...new Set(published.map(({ version }) => version))].sort()).toEqual(flow.versionsInStore());
  expect(new Set(published.map(({ eventId }) => eventId)).size).toBe(flow.versionsInStore().length);
  expect(published.length - flow.versionsInStore().length).toBeLessThanOrEqual(again);
}

/** The life of a Patient: created, updated twice in one second, patched, deleted. */
async function live({ fhir }: Flow, id: string): Promise<void> {
  await fhir.update(patient(id));
  await fhir.update(patient(id, { gender: "female" }));
  await fhir.update(patient(id, { gender: "female", active: true }));
  await fhir.patch("Patient", id, [{ op: "replace", path: "/active", value: false }]);
  await fhir.delete("Patient", id);
}

describe("every version of a resource", () => {
  test("becomes one event, though every trigger comes twice and out of order, with CloudTrail's copy", async () => {
    let turn = 0;
    const flow = startFlow({
      behaviour: { notice: () => ({ copies: 2, delayMs: (turn++ * 7_919) % 30_000 }) },
    });
    await flow.settle(); // The subscription is active.
    await live(flow, "p-1");
    await flow.settle();
    expect(flow.publishedChanges().map(({ version, change }) => [version, change])).toEqual([
      ["Patient/p-1/1", "created"],
      ["Patient/p-1/2", "updated"],
      ["Patient/p-1/3", "updated"],
      ["Patient/p-1/4", "updated"],
      ["Patient/p-1/5", "deleted"],
    ]);
    expectHistory(flow);
  });

  test("arrives though the function is killed between claim and publish", async () => {
    let killed = 0;
    const flow = startFlow({
      behaviour: { cloudTrail: false },
      mishap: ({ handler, operation }) =>
        handler.endsWith(".notices") && operation === "AWSEvents.PutEvents" && killed++ < 2
          ? "crash before"
          : undefined,
    });
    await flow.settle();
    await flow.fhir.update(patient("p-1"));
    await flow.fhir.update(patient("p-1", { active: true }));
    await flow.settle();
    expect(killed).toBeGreaterThan(2);
    expectHistory(flow);
  });

  test("is found by comparison when one in ten notices is lost, and CloudTrail is silent", async () => {
    const random = seededRandom(11);
    let lost = 0;
    const flow = startFlow({
      behaviour: {
        cloudTrail: false,
        notice() {
          const isLost = random.next() < 0.1;
          if (isLost) lost++;
          return { copies: isLost ? 0 : 1 };
        },
      },
    });
    await flow.settle();
    for (let number = 0; number < 60; number++) await flow.fhir.update(patient(`p-${number}`));
    for (let number = 0; number < 60; number += 2) await flow.fhir.update(patient(`p-${number}`, { active: true }));
    await flow.settle();
    for (let number = 0; number < 60; number += 5) await flow.fhir.delete("Patient", `p-${number}`);
    await flow.settle();
    expect(lost).toBeGreaterThan(3);
    await flow.operate({ kind: "reconcile", types: ["Patient"] });
    await flow.settle();
    expectHistory(flow);
  });

  test("is found without any comparison when its notice was lost, by the number that is missing", async () => {
    const flow = startFlow({
      behaviour: {
        cloudTrail: false,
        notice: notice => ({ copies: notice.kind === "subscription" && notice.version.id === "lost" ? 0 : 1 }),
      },
    });
    await flow.settle();
    for (const id of ["before", "lost", "after"]) await flow.fhir.update(patient(id));
    await flow.settle();
    expectHistory(flow);
  });

  test("is found without any notice, from CloudTrail's records alone, also short-lived resources", async () => {
    const flow = startFlow({
      behaviour: {
        ...{ indexLagMs: 20_000, historyLagMs: 20_000, supportedTypes: ["Patient"] },
        notice: ({ kind }) => ({ copies: kind === "subscription" ? 0 : 2 }),
      },
    });
    await flow.settle();
    for (let number = 0; number < 30; number++) await flow.fhir.update(patient(`p-${number % 20}`));
    await flow.settle();
    expectHistory(flow);
    await flow.fhir.update(patient("brief"));
    for (const id of ["p-1", "brief"]) await flow.fhir.delete("Patient", id);
    await flow.settle();
    expectHistory(flow);
  });
});

test("a resource ends with one patient, or deleted, through a history that lags by a minute, without a dead letter", async () => {
  const flow = startFlow({ behaviour: { historyLagMs: 60_000, cloudTrail: false } });
  await flow.settle();
  const about = (id: string, owner: string) => ({
    ...{ resourceType: "Observation" as const, id, status: "final" as const, code: { text: "Weight" } },
    subject: { reference: `Patient/${owner}` },
  });
  for (const id of ["a", "b"]) await flow.fhir.update(patient(id));
  for (const id of ["moved", "deleted"]) {
    // Each is published as the current version, before the history shows any.
    for (const owner of ["a", "c", "b"]) {
      await flow.fhir.update(about(id, owner));
      await flow.pass(1_000);
    }
  }
  await flow.fhir.delete("Observation", "deleted");
  await flow.settle();
  expectHistory(flow);
  const timelineOf = timelineInTable(flow.link("Timeline"), flow.dynamodb);
  const standing = async (id: string) =>
    (await timelineOf(`FHIR#Patient/${id}`)).filter(({ deleted }) => !deleted).map(({ sk }) => sk);
  expect([await standing("a"), await standing("c"), await standing("b")]).toEqual([
    ["FHIR#Patient/a"],
    [],
    ["FHIR#Observation/moved", "FHIR#Patient/b"],
  ]);
  for (const queue of ["HealthLakeNoticesDeadLetters", "TimelineDeadLetters"])
    expect(await flow.messagesIn(queue)).toBe(0);
});

describe("whatever happens", () => {
  const id = fc.constantFrom("a", "b", "c");
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant("put" as const), id, active: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), id }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("register" as const), id }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), id }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const) }) },
  );
  const fate = fc.record({
    copies: fc.constantFrom(0, 1, 1, 1, 2),
    delayMs: fc.nat(20_000),
  });
  const indexLagMs = 1_000;
  const mishaps = fc.constantFrom<Mishap | undefined>(
    ...(["refuse", "lose", "crash before", "crash after"] as const),
    ...Array.from({ length: 60 }, () => undefined),
  );

  // What came and went unnoticed leaves nothing to compare: so deletions here wait for a comparison.
  test("after a comparison, the whole history is published", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 14 }),
        fc.infiniteStream(fate),
        fc.infiniteStream(mishaps),
        async (steps, fates, troubles) => {
          let calm = true;
          const flow = startFlow({
            behaviour: { indexLagMs, notice: () => fates.next().value ?? {} },
            mishap: (_call: FunctionCall) => (calm ? undefined : troubles.next().value),
          });
          const compare = async () => {
            calm = true;
            await flow.settle();
            // What nobody told of waits for nothing else, and a search does not find it before it is indexed.
            await flow.pass(indexLagMs);
            await flow.operate({ kind: "reconcile", types: ["Patient"] });
          };
          await flow.settle();
          calm = false;
          for (const one of steps) {
            if (one.do === "delete" || one.do === "remove") {
              await compare();
              calm = false;
            }
            if (one.do === "put") await flow.fhir.update(patient(one.id, { active: one.active }));
            else if (one.do === "delete") await flow.fhir.delete("Patient", one.id).catch(() => {});
            else if (one.do === "register") await flow.putPatient(one.id, "Rivers");
            else if (one.do === "remove") await flow.deletePatient(one.id);
            else await flow.settle();
          }
          await flow.settle();
          await compare();
          await flow.settle();
          expectHistory(flow, { again: Number.POSITIVE_INFINITY });
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("a patient of the registry", () => {
  test("becomes a FHIR Patient whose versions come back as echoes, and there it ends", async () => {
    const flow = startFlow({ behaviour: {} });
    await flow.settle();
    await flow.putPatient("p-1", "Rivers");
    await flow.settle();
    expect(flow.publishedChanges()).toMatchObject([{ change: "created", echo: true }]);
    await flow.deletePatient("p-1");
    await flow.settle();
    // A deletion cannot say what it is for, so that the version before it does.
    expect(flow.publishedChanges().map(({ change, echo }) => [change, echo])).toEqual([
      ["created", true],
      ["updated", true],
      ["deleted", true],
    ]);
    expect(flow.versionsInStore()).toHaveLength(3);
  });

  test("is seen from both sides in the timeline, with what is about the FHIR Patient", async () => {
    const flow = startFlow({ behaviour: {} });
    await flow.settle();
    await flow.putPatient("p-1", "Rivers");
    await flow.settle();
    const [made] = await Array.fromAsync(flow.fhir.search("Patient"));
    const observation = { resourceType: "Observation", id: "o", status: "final", code: { text: "x" } } as const;
    await flow.fhir.update({ ...observation, subject: { reference: `Patient/${made?.id}` } });
    await flow.settle();
    const timelineOf = timelineInTable(flow.link("Timeline"), flow.dynamodb);
    const parts = async () => (await patientView(timelineOf, "p-1")).map(({ sk }) => sk).sort();
    expect(await parts()).toEqual(["FHIR#Observation/o", `FHIR#Patient/${made?.id}`, "RECORD"]);
    await flow.deletePatient("p-1");
    await flow.settle();
    expect(await parts()).toEqual(["FHIR#Observation/o"]); // It is still there.
  });

  test("somebody else's change in the data store is not an echo", async () => {
    const flow = startFlow({ behaviour: {} });
    await flow.settle();
    await flow.putPatient("p-1", "Rivers");
    await flow.settle();
    const [made] = await Array.fromAsync(flow.fhir.search("Patient"));
    await flow.fhir.update({ ...made!, id: made!.id!, maritalStatus: { text: "unknown" } });
    await flow.settle();
    await flow.putPatient("p-1", "Brooks");
    await flow.settle();
    expect(flow.publishedChanges().map(({ echo }) => echo)).toEqual([true, false, true]);
    const now = await flow.fhir.read("Patient", made!.id!);
    expect(now).toMatchObject({ name: [{ family: "Brooks" }], maritalStatus: { text: "unknown" } });
  });

  test("can be written back by a consumer that filters echoes, and the loop ends", async () => {
    const flow = startFlow({ behaviour: {} });
    await flow.settle();
    await flow.putPatient("p-1", "Rivers");
    await flow.settle();
    const [made] = await Array.fromAsync(flow.fhir.search("Patient"));
    await flow.fhir.update({ ...made!, id: made!.id!, name: [{ family: "Delta" }] });
    await flow.settle();
    let written = 0;
    for (let heard = 0; heard < flow.publishedChanges().length; heard++) {
      const { echo, version } = flow.publishedChanges()[heard]!;
      if (echo) continue;
      const [, id = "", versionId = ""] = version.split("/");
      const { name } = await flow.fhir.vread("Patient", id, versionId);
      await flow.putPatient("p-1", String(name?.[0]?.family));
      written++;
      await flow.settle();
    }
    expect(written).toBe(1);
    expect(await flow.familyName("p-1")).toBe("Delta");
    expectHistory(flow);
  });
});
