import { expect, it } from "vitest";
import { type Amounts, BUS, countedFlow } from "../bench/count-calls.ts";
import { startFlow } from "./flow.ts";
import { statementsTo } from "./table-writes.ts";

const CHANGES = 20;
const CAPTURE = "services/patient-registry/handler.capture";
const KEEP = "services/patient-registry/handler.keep";
const NOTICES = "services/healthlake-changes/handler.notices";
const TIMELINE = "services/patient-timeline/handler.consume";

/** What each part used for the changes, which come together. */
async function used(
  write: (flow: ReturnType<typeof countedFlow>["flow"]) => Promise<unknown>,
  behaviour?: { readonly cloudTrail: boolean },
) {
  const { flow, took } = countedFlow("infra/graph.json", behaviour);
  await flow.settle();
  took();
  await write(flow);
  await flow.settle();
  const parts = took();
  await flow.cloud.stop();
  return (part: string): Amounts => parts.get(part) ?? {};
}

it("a change of the registry is one event and one write of each consumer, of which ten share their calls", async () => {
  const of = await used(async flow => {
    for (let index = 0; index < CHANGES; index++) await flow.putPatient(`p-${index}`, "Rivers");
  });
  expect(of(BUS).busEvent).toBe(CHANGES);
  expect(of(CAPTURE).writeUnit).toBeUndefined();
  expect(of(CAPTURE).lambdaRequest).toBeLessThanOrEqual(CHANGES);
  for (const consumer of [TIMELINE, KEEP]) {
    expect(of(consumer).writeUnit).toBe(CHANGES);
    expect(of(consumer).readUnit).toBeUndefined();
    // A send each; a receive and a deletion a batch.
    expect(of(consumer).queueRequest).toBe(CHANGES + 2 * of(consumer).lambdaRequest!);
  }
});

it("a first version in the data store is one read of it, two writes of the ledger, and one write of the timeline", async () => {
  const of = await used(
    flow =>
      flow.fhir.batch(
        Array.from({ length: CHANGES }, (_, index) => {
          const subject = { reference: `Patient/p-${index}` };
          const resource = {
            ...{ resourceType: "Basic" as const, id: `b-${index}`, subject },
            code: { text: "note" },
          };
          return { method: "PUT" as const, url: `Basic/${resource.id}`, resource };
        }),
      ),
    { cloudTrail: false },
  );
  expect(of(BUS).busEvent).toBe(CHANGES);
  expect(of(NOTICES).fhirRequest).toBe(CHANGES);
  expect(of(NOTICES).readUnit).toBeUndefined();
  // The numbers of a batch of notices are one write more, and a check of them is asked for now and then.
  expect(of(NOTICES).writeUnit).toBeGreaterThanOrEqual(2 * CHANGES);
  expect(of(NOTICES).writeUnit).toBeLessThanOrEqual(2 * CHANGES + 2 * of(NOTICES).lambdaRequest!);
  // The event says whom its version is about.
  expect(of(TIMELINE).fhirRequest).toBeUndefined();
  // One in the table, one in its index by owner.
  expect(of(TIMELINE).writeUnit).toBe(2 * CHANGES);
});

it("ten first versions are claimed in one call, and confirmed in one, with their event numbers", async () => {
  const calls: string[] = [];
  const flow = startFlow({
    behaviour: { cloudTrail: false },
    answered({ handler, operation }) {
      if (handler === NOTICES && !operation.startsWith("healthlake:")) calls.push(operation.split(".")[1]!);
    },
  });
  await flow.settle();
  const write = async (from: number) => {
    const call = (id: string) => ({
      method: "PUT" as const,
      url: `Basic/${id}`,
      resource: { resourceType: "Basic" as const, id, code: { text: "note" } },
    });
    await flow.fhir.batch(Array.from({ length: 10 }, (_, index) => call(`b-${from + index}`)));
    await flow.pass(10_000);
  };
  await write(0);
  calls.length = 0;
  await write(10);
  await flow.cloud.stop();
  expect(calls).toEqual(["BatchExecuteStatement", "PutEvents", "BatchExecuteStatement"]);
});

it("ten events that are handled within a claim are claimed in one call and confirmed in one", async () => {
  const batches: number[] = [];
  const flow = startFlow({
    behaviour: { cloudTrail: false },
    answered({ handler, operation, body }) {
      if (handler !== "services/fhir-sync/handler.consume" || !operation.endsWith(".BatchExecuteStatement")) return;
      const claims = statementsTo("FhirSyncIdempotency", JSON.parse(body)).length;
      if (claims > 0) batches.push(claims);
    },
  });
  await flow.settle();
  for (let index = 0; index < CHANGES; index++) await flow.putPatient(`p-${index}`, "Rivers");
  await flow.settle();
  await flow.cloud.stop();
  expect(batches).toEqual([10, 10, 10, 10]);
});
