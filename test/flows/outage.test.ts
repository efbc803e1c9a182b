import { StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { timelineInTable } from "../../services/patient-timeline/patient-view-fixture.ts";
import { type Flow, startFlow } from "./flow.ts";

const patient = (id: string, active: boolean) => ({ resourceType: "Patient" as const, id, active });

/** What is out of order for the functions of the FHIR side, and for longer than any queue repeats. */
const outages: readonly (readonly [string, RegExp])[] = [
  ["the data store", /^healthlake:/],
  ["the bus", /PutEvents/],
  ["DynamoDB", /DynamoDB/],
  ["everything", /./],
];

/** Sends all dead letters back where they came from; returns how many there were. */
async function redrive(flow: Flow): Promise<number> {
  let count = 0;
  for (const { name, type, outputs } of flow.graph.resources) {
    if (type !== "aws:sqs/queue:Queue" || !name.includes("DeadLetters")) continue;
    const left = await flow.messagesIn(name.replace(/Queue$/, ""));
    if (left === 0) continue;
    count += left;
    await flow.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: String(outputs.arn) }));
  }
  await flow.settle();
  return count;
}

test.each(outages)("an outage of %s that outlasts all attempts loses nothing", async (_what, operations) => {
  let isOut = false;
  const flow = startFlow({
    behaviour: {},
    // What the capture of a stream gives up goes to quarantine: that is another story.
    mishap: ({ handler, operation }) =>
      isOut && !handler.includes("patient-registry") && operations.test(operation) ? "refuse" : undefined,
  });
  await flow.settle();
  await flow.fhir.update(patient("before", true));
  await flow.putPatient("kept", "Rivers");
  await flow.settle();

  isOut = true;
  await flow.fhir.update(patient("before", false));
  await flow.fhir.update(patient("within", true));
  await flow.fhir.update(patient("within", false));
  await flow.fhir.update(patient("gone", true));
  await flow.fhir.delete("Patient", "gone");
  await flow.putPatient("kept", "Brooks");
  await flow.putPatient("made", "Lakes");
  await flow.settle();
  isOut = false;

  expect(await redrive(flow)).toBeGreaterThan(0);
  await flow.operate({ kind: "reconcile", types: ["Patient"] });
  await flow.settle();
  const published = new Set(flow.publishedChanges().map(({ version }) => version));
  expect([...published].sort()).toEqual(flow.versionsInStore());
  expect(new Set(flow.publishedChanges().map(({ eventId }) => eventId)).size).toBe(published.size);
  const names = (await Array.fromAsync(flow.fhir.search("Patient"))).map(({ name }) => name?.[0]?.family);
  expect(names.filter(name => name !== undefined).sort()).toEqual(["Brooks", "Lakes"]);
  expect([await flow.familyName("kept"), await flow.familyName("made")]).toEqual(["Brooks", "Lakes"]);
  const timelineOf = timelineInTable(flow.link("Timeline"), flow.dynamodb);
  expect(await timelineOf("FHIR#Patient/within")).toMatchObject([{ resource: { versionId: "2" } }]);
  expect(await timelineOf("FHIR#Patient/gone")).toMatchObject([{ deleted: true }]);
  expect(await redrive(flow)).toBe(0);
});
