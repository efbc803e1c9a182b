import { readFileSync } from "node:fs";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Observation, Patient } from "@tributary/fhir/resource";
import { provenanceOf } from "@tributary/healthlake/provenance";
import { describe, expect, test } from "vitest";
import { type Mapping, mapping } from "../../services/fhir-sync/mapping.ts";
import { patientMapping } from "../../services/fhir-sync/patient-mapping.ts";
import { patientView, timelineInTable } from "../../services/patient-timeline/patient-view-fixture.ts";
import { type Flow, startFlow } from "./flow.ts";
import { quarantineTold } from "./quarantine-told.ts";
import { vitalStatus } from "./vital-status.ts";

const page = readFileSync(new URL("../../docs/mappings.md", import.meta.url), "utf8");
const [functionShown = "", registrationShown = ""] = [...page.matchAll(/^ {3}```ts\n(.*?)^ {3}```$/gms)].map(
  ([, block = ""]) => block.replaceAll(/^ {3}/gm, ""),
);

/** The line that the page shows, for the compiler to look at. */
const registered = mapping("vital-status", "PatientRecordChanged.v1", "Observation", vitalStatus);

/** The registered mappings as the page shows them. */
function mappingsShown(): readonly Mapping[] {
  const [, list] = /= (\[.*\]);/s.exec(registrationShown) ?? [];
  const made = new Function("patientMapping", "mapping", "vitalStatus", `return ${list};`);
  return made(patientMapping, mapping, vitalStatus);
}

test("the page shows the function that is tested here, and registers it by one line", () => {
  const file = readFileSync(new URL("vital-status.ts", import.meta.url), "utf8");
  expect(functionShown).toBe(file);
  expect(mappingsShown().map(({ name }) => name)).toEqual([patientMapping.name, registered.name]);
});

const deceased = (value: boolean) => ({ deceased: { BOOL: value } });
const open = async (options: Parameters<typeof startFlow>[0] = {}): Promise<Flow> => {
  const flow = startFlow({ behaviour: { cloudTrail: false }, mappings: mappingsShown(), ...options });
  await flow.settle(); // The subscription is active.
  return flow;
};

type Version = Observation | "deleted";

/** Every version of a type, as the data store has it. */
function versions(flow: Flow, type: string): Version[] {
  return flow.cloud.context.store
    .prepare("SELECT body FROM healthlake_versions WHERE type = ? ORDER BY seq")
    .all(type)
    .map(({ body }) => (body === null ? "deleted" : (JSON.parse(String(body)) as Observation)));
}

const now = (flow: Flow) => versions(flow, "Observation").at(-1);
const statuses = (flow: Flow) =>
  versions(flow, "Observation").map(version => (version === "deleted" ? version : version.valueCodeableConcept?.text));

/** Has the events of a patient come again, as anybody's copies may, changed or not. */
async function again(flow: Flow, index: number, change: (metadata: Record<string, unknown>) => void): Promise<void> {
  const events = flow.cloud.context.store.prepare("SELECT event FROM events_archived ORDER BY seq").all();
  const records = events
    .map(({ event }) => JSON.parse(String(event)))
    .filter(event => event["detail-type"] === "PatientRecordChanged.v1");
  const event = records.at(index);
  change(event.detail.metadata);
  const QueueUrl = flow.link("FhirSyncQueue");
  await flow.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
  await flow.settle();
}

describe("an item becomes an Observation, which", () => {
  test("is created, refers to its patient, states its cause, and returns as an echo", async () => {
    const flow = await open();
    await flow.putPatient("p-1", "Rivers", deceased(false));
    await flow.settle();
    const [made, ...more] = versions(flow, "Observation") as Observation[];
    expect(more).toEqual([]);
    expect(made).toMatchObject(vitalStatus({ deceased: false } as never, { key: { patientId: "p-1" } }) as object);
    expect(provenanceOf(made!)).toMatchObject({ origin: "patient-registry" });
    const [event] = flow.registryEvents();
    expect(provenanceOf(made!)?.causedBy).toBe(event?.metadata.eventId);
    expect(flow.publishedChanges().map(({ version, echo }) => [version.split("/")[0], echo])).toEqual([
      ["Patient", true],
      ["Observation", true],
    ]);
    const timelineOf = timelineInTable(flow.link("Timeline"), flow.dynamodb);
    const entries = await patientView(timelineOf, "p-1");
    expect(entries.map(({ sk }) => sk)).toContain(`FHIR#Observation/${made?.id}`);
    const [patient] = versions(flow, "Patient") as unknown as Patient[];
    expect(patient).toMatchObject({ deceasedBoolean: false, name: [{ family: "Rivers" }] });
  });

  test("follows the item, is deleted where there is none to be, and comes back under its id", async () => {
    const flow = await open();
    const steps: (() => Promise<void>)[] = [
      () => flow.putPatient("p-1", "Rivers", deceased(false)),
      () => flow.putPatient("p-1", "Brooks", deceased(false)), // Nothing of it changes.
      () => flow.putPatient("p-1", "Brooks", deceased(true)),
      () => flow.putPatient("p-1", "Brooks"), // The item says nothing of it any more.
      () => flow.putPatient("p-1", "Brooks", deceased(true)),
      () => flow.deletePatient("p-1"),
      () => flow.deletePatient("p-1"),
      () => flow.putPatient("p-1", "Lakes", deceased(false)),
    ];
    for (const step of steps) {
      await step();
      await flow.settle();
    }
    // The version before a deletion tells what that is for.
    const gone = (text: string) => [text, "deleted"];
    expect(statuses(flow)).toEqual([
      "alive",
      "deceased",
      ...gone("deceased"),
      "deceased",
      ...gone("deceased"),
      "alive",
    ]);
    expect(flow.publishedChanges().filter(({ echo }) => !echo)).toEqual([]);
    const ids = versions(flow, "Observation").flatMap(version => (version === "deleted" ? [] : [version.id]));
    expect(new Set(ids).size).toBe(1);
    expect(await quarantineTold(flow)).toEqual([]);
  });

  test("ignores stale and repeated events", async () => {
    const flow = await open();
    for (const value of [false, true]) {
      await flow.putPatient("p-1", "Rivers", deceased(value));
      await flow.settle();
    }
    const before = statuses(flow);
    await again(flow, 0, metadata => (metadata.eventId = "a".repeat(32)));
    await again(flow, 0, () => {});
    await again(flow, -1, metadata => (metadata.eventId = "b".repeat(32)));
    expect(statuses(flow)).toEqual(before);
    await flow.deletePatient("p-1");
    await flow.settle();
    await again(flow, 1, metadata => (metadata.eventId = "c".repeat(32)));
    expect(now(flow)).toBe("deleted");
    expect(versions(flow, "Patient").at(-1)).toBe("deleted");
  });

  test("keeps others' content, and leaves required elements to them when it is removed", async () => {
    const flow = await open();
    await flow.putPatient("p-1", "Rivers", deceased(false));
    await flow.settle();
    const { id = "" } = now(flow) as Observation;
    const theirs = { note: [{ text: "by phone" }], valueCodeableConcept: { text: "said to be dead" } };
    await flow.fhir.update({ ...(now(flow) as Observation), ...theirs });
    await flow.settle();
    await flow.putPatient("p-1", "Rivers", deceased(true));
    await flow.settle();
    expect(now(flow)).toMatchObject({ id, note: theirs.note, valueCodeableConcept: { text: "deceased" } });
    await flow.deletePatient("p-1");
    await flow.settle();
    const { meta: _, ...left } = now(flow) as Observation;
    const { code, status } = vitalStatus({ deceased: true } as never, { key: { patientId: "p-1" } }) as Observation;
    expect(left).toEqual({ resourceType: "Observation", id, code, status, ...theirs });
  });
});

describe("an invalid resource", () => {
  const item = "PatientRecordChanged.v1";
  const bad: Readonly<Record<string, [map: (item: { familyName?: string }) => unknown, told: string[]]>> = {
    "a value of the wrong type": [
      ({ familyName }) => ({ ...whole, valueQuantity: familyName }),
      ["/Observation/valueQuantity type"],
    ],
    "a required element left out": [
      ({ familyName }) => ({ ...whole, status: undefined, note: [{ text: familyName }] }),
      ["/Observation/status required"],
    ],
    "another type": [() => ({ resourceType: "Basic", code: { text: "x" } }), ["/Observation/resourceType const"]],
    "an id of its own": [({ familyName }) => ({ ...whole, id: familyName }), ["/Observation/id not"]],
    "a mapping that throws": [
      ({ familyName }) => {
        throw new TypeError(`${familyName} is no number`);
      },
      ["/Observation mapping"],
    ],
  };
  const whole = { resourceType: "Observation", status: "final", code: { text: "x" } };

  test.each(Object.entries(bad))(
    "(%s) is quarantined without a value, and the rest goes on",
    async (_, [map, told]) => {
      const isBad = (family: string | undefined) => family === "Secretname";
      const careful = (image: { familyName?: string }) => (isBad(image.familyName) ? map(image) : whole);
      const flow = await open({
        mappings: [mapping("poison", item, "Observation", careful as never), ...mappingsShown()],
      });
      await flow.putPatient("p-1", "Rivers", deceased(true));
      await flow.settle();
      await flow.putPatient("p-1", "Secretname", deceased(true));
      await flow.settle();
      const reports = await quarantineTold(flow);
      for (const one of told) {
        const [pointer, keyword] = one.split(" ");
        expect(reports.join("\n")).toContain(`"pointer":"${pointer}","keyword":"${keyword}"`);
      }
      expect(reports.join("\n")).not.toContain("Secretname");
      // What stands there stays, and the Patient is made of the same event.
      expect(versions(flow, "Observation")).toHaveLength(2);
      expect(versions(flow, "Patient").at(-1)).toMatchObject({ name: [{ family: "Secretname" }] });
      await flow.putPatient("p-1", "Brooks", deceased(false));
      await flow.settle();
      expect(statuses(flow).sort()).toEqual(["alive", "deceased", undefined]);
      expect(await flow.messagesIn("FhirSyncDeadLettersQueue").catch(() => 0)).toBe(0);
    },
  );
});
