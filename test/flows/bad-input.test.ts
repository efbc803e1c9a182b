import type { Resource } from "@tributary/fhir/resource";
import type { BundleCall } from "@tributary/healthlake/bundle-chunks";
import type { EntryOutcome } from "@tributary/healthlake/bundle-operations";
import { FhirError } from "@tributary/healthlake/fhir-error";
import type { HealthLakeBehaviour } from "@tributary/local-cloud/services/healthlake/behaviour";
import { expect, test } from "vitest";
import { timelineInTable } from "../../services/patient-timeline/patient-view-fixture.ts";
import { type Flow, startFlow } from "./flow.ts";

type Given = Resource & { readonly id: string };
const patient = (id: string, more: object = {}) => ({ resourceType: "Patient", id, ...more }) as unknown as Given;
const put = (resource: Given, more: Partial<BundleCall> = {}): BundleCall => ({
  ...{ method: "PUT", url: `${resource.resourceType}/${resource.id}`, resource },
  ...more,
});
const observation = (id: string, subject: string) =>
  ({
    ...{ resourceType: "Observation", id, status: "final", code: { text: "c" } },
    subject: { reference: subject },
  }) as unknown as Given;

async function start(behaviour: Partial<HealthLakeBehaviour> = {}): Promise<Flow> {
  const flow = startFlow({ behaviour });
  await flow.settle();
  return flow;
}

/** What was written is published, each version once; nothing is left anywhere, and nothing was set aside. */
async function expectWritten(flow: Flow, versions: readonly string[]): Promise<void> {
  await flow.settle();
  expect(flow.versionsInStore()).toEqual([...versions].sort());
  expect(flow.publishedChanges().map(({ version }) => version)).toHaveLength(versions.length);
  expect(new Set(flow.publishedChanges().map(({ version }) => version))).toEqual(new Set(versions));
  for (const queue of ["HealthLakeNoticesDeadLetters", "HealthLakeWindowsDeadLetters", "TimelineDeadLetters"])
    expect([queue, await flow.messagesIn(queue)]).toEqual([queue, 0]);
  expect(await flow.messagesIn("QuarantineReports")).toBe(0);
}

const kinds = (outcomes: readonly EntryOutcome[]) =>
  outcomes.map(outcome =>
    outcome.ok ? "done" : [outcome.error.kind, ...outcome.error.issues.flatMap(({ expression }) => expression ?? [])],
  );

const bad: readonly (readonly [string, BundleCall, string])[] = [
  ["is invalid", put(patient("bad", { active: "yes" })), "bad-request"],
  ["is of an unknown type", put({ ...patient("bad"), resourceType: "Wizard" } as unknown as Given), "not-found"],
  ["has an id over 64 characters", put(patient("x".repeat(65))), "bad-request"],
  ["is not at the version of its If-Match", put(patient("there"), { ifMatch: "7" }), "precondition-failed"],
];

test.each(bad)("a resource that %s is rejected, and its neighbours arrive", async (_what, call, kind) => {
  const flow = await start();
  await flow.fhir.update(patient("there"));
  const alone = flow.fhir.update(call.resource as Given, call.ifMatch === undefined ? {} : { ifMatch: call.ifMatch });
  await expect(alone).rejects.toMatchObject({ kind });
  const outcomes = await flow.fhir.batch([put(patient("one")), call, put(patient("two"))]);
  expect(outcomes.map(outcome => outcome.ok || outcome.error.kind)).toEqual([true, kind, true]);
  const together = flow.fhir.transaction([put(patient("three")), call]);
  await expect(together).rejects.toBeInstanceOf(FhirError);
  await expectWritten(flow, ["Patient/there/1", "Patient/one/1", "Patient/two/1"]);
});

test("a resource that refers to nobody arrives all the same", async () => {
  const flow = await start();
  await flow.fhir.update(observation("o", "Patient/nobody"));
  await expectWritten(flow, ["Observation/o/1"]);
  const timelineOf = timelineInTable(flow.link("Timeline"), flow.dynamodb);
  expect(await timelineOf("FHIR#Patient/nobody")).toHaveLength(1);
});

test("a batch over every limit arrives whole, except for single items that are too large", async () => {
  const flow = await start({ maxRequestBytes: 10_000 });
  const ids = Array.from({ length: 230 }, (_, number) => `p-${number}`);
  const calls = ids.map(id => put(patient(id, { language: id === "p-99" ? "x".repeat(10_000) : "en" })));
  const outcomes = await flow.fhir.batch(calls);
  expect(kinds(outcomes).filter(kind => kind !== "done")).toEqual([["rejected"]]);
  expect(outcomes[99]?.ok).toBe(false);
  await expectWritten(
    flow,
    ids.filter(id => id !== "p-99").map(id => `Patient/${id}/1`),
  );
});

test.each([
  ["more entries than are taken", Array.from({ length: 101 }, (_, number) => put(patient(`p-${number}`)))],
  ["more bytes than are taken", [put(patient("a")), put(patient("b", { language: "x".repeat(10_000) }))]],
  ["one fullUrl twice", [put(patient("a"), { fullUrl: "urn:uuid:1" }), put(patient("b"), { fullUrl: "urn:uuid:1" })]],
  ["one resource twice", [put(patient("a")), put(patient("a"))]],
  ["a reference by criteria to nobody", [put(patient("a")), put(observation("o", "Patient?identifier=7"))]],
])("a transaction with %s leaves nothing behind", async (_what, calls) => {
  const flow = await start({ maxRequestBytes: 10_000 });
  await expect(flow.fhir.transaction(calls)).rejects.toBeInstanceOf(FhirError);
  await expectWritten(flow, []);
});
