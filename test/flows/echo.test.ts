import type { Patient } from "@tributary/fhir/resource";
import { expect, test } from "vitest";
import { type Flow, startFlow } from "./flow.ts";

const changes = (flow: Flow) =>
  flow.publishedChanges().map(({ version, change, echo }) => [Number(version.split("/")[2]), change, echo]);

/** What the data store has of the Patients now, and had. */
function versions(flow: Flow): (Patient | undefined)[] {
  return flow.cloud.context.store
    .prepare("SELECT body FROM healthlake_versions WHERE type = 'Patient' ORDER BY seq")
    .all()
    .map(({ body }) => (body === null ? undefined : (JSON.parse(String(body)) as Patient)));
}

const family = (patient: Patient | undefined) => patient?.name?.map(({ family }) => family);

async function open(...names: readonly string[]): Promise<Flow> {
  const flow = startFlow({ behaviour: { cloudTrail: false } });
  await flow.settle(); // The subscription is active.
  for (const name of names) {
    await flow.putPatient("p-1", name);
    await flow.settle();
  }
  return flow;
}

test("a version that somebody restores with its tags is not an echo, and the registry's content is written again", async () => {
  const flow = await open("Rivers", "Brooks");
  const [first] = versions(flow);
  await flow.fhir.update(first!);
  await flow.settle();
  expect(changes(flow)).toEqual([
    ...[
      [1, "created", true],
      [2, "updated", true],
    ],
    ...[
      [3, "updated", false],
      [4, "updated", true],
    ],
  ]);
  expect(family(versions(flow).at(-1))).toEqual(["Brooks"]);
});

test("a version that somebody restores after its deletion is not an echo, and is deleted again", async () => {
  const flow = await open("Rivers");
  await flow.deletePatient("p-1");
  await flow.settle();
  const [first, announced] = versions(flow);
  for (const restored of [first!, announced!]) {
    await flow.fhir.update(restored);
    await flow.settle();
    expect(versions(flow).at(-1)).toBeUndefined();
  }
  expect(changes(flow).filter(([, , echo]) => !echo)).toEqual([
    [4, "created", false],
    [7, "created", false],
  ]);
});

test("a deletion that a restored version announces is not an echo", async () => {
  const flow = await open("Rivers");
  await flow.deletePatient("p-1");
  await flow.settle();
  const [, announced] = versions(flow);
  await flow.fhir.update(announced!);
  await flow.fhir.delete("Patient", announced!.id!);
  await flow.settle();
  expect(changes(flow).slice(3)).toEqual([
    [4, "created", false],
    [5, "deleted", false],
  ]);
});

test("a Patient that comes back is an echo, under the number after its deletion", async () => {
  const flow = await open("Rivers");
  await flow.deletePatient("p-1");
  await flow.settle();
  await flow.putPatient("p-1", "Lakes");
  await flow.settle();
  expect(changes(flow)).toEqual([
    [1, "created", true],
    [2, "updated", true],
    [3, "deleted", true],
    [4, "created", true],
  ]);
});
