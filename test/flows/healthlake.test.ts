import type { Patient } from "@tributary/fhir/resource";
import { describe, expect, test } from "vitest";
import { startFlow } from "./flow.ts";

const patient: Patient & { id: string } = { resourceType: "Patient", id: "p-1", name: [{ family: "Rivers" }] };

describe("every version of a resource", () => {
  test("becomes one event, though every trigger comes twice and out of order", async () => {
    let turn = 0;
    const flow = startFlow({
      behaviour: { notice: () => ({ copies: 2, delayMs: (turn++ * 7_919) % 30_000 }) },
    });
    await flow.settle(); // The subscription is active.
    await flow.fhir.update(patient);
    await flow.fhir.update({ ...patient, gender: "female" });
    await flow.fhir.update({ ...patient, gender: "female", active: true });
    await flow.fhir.patch("Patient", "p-1", [{ op: "replace", path: "/active", value: false }]);
    await flow.fhir.delete("Patient", "p-1");
    await flow.settle();

    expect(flow.publishedChanges().map(({ version, change }) => [version, change])).toEqual([
      ["Patient/p-1/1", "created"],
      ["Patient/p-1/2", "updated"],
      ["Patient/p-1/3", "updated"],
      ["Patient/p-1/4", "updated"],
      ["Patient/p-1/5", "deleted"],
    ]);
    expect(flow.versionsInStore()).toEqual(flow.publishedChanges().map(({ version }) => version));
  });
});

describe("a patient of the registry", () => {
  test("becomes a FHIR Patient whose version comes back as an echo, and there it ends", async () => {
    const flow = startFlow({ behaviour: {} });
    await flow.settle();
    await flow.putPatient("p-1", "Rivers");
    await flow.settle();
    expect(flow.publishedChanges()).toMatchObject([{ change: "created", echo: true }]);
    await flow.deletePatient("p-1");
    await flow.settle();
    expect(flow.publishedChanges().map(({ change, echo }) => [change, echo])).toEqual([
      ["created", true],
      ["updated", true],
      ["deleted", true],
    ]);
    expect(flow.versionsInStore()).toHaveLength(3);
  });
});
