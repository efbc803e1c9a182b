import { validateResource } from "@tributary/fhir/validate-resource";
import { expect, it } from "vitest";
import { createReferences } from "./references.ts";
import { syntheticResources } from "./synthetic-resources.ts";

it("makes up the requested number of resources, the same for the same seed", () => {
  for (const count of [1, 7, 400]) expect([...syntheticResources(count)]).toHaveLength(count);
  expect([...syntheticResources(400, 3)]).toEqual([...syntheticResources(400, 3)]);
  expect([...syntheticResources(400, 3)]).not.toEqual([...syntheticResources(400, 4)]);
});

it("makes up valid FHIR of several types, with new versions, and refers only to resources made up before", () => {
  const held = new Set<string>();
  const types = new Set<string>();
  let versions = 0;
  for (const resource of syntheticResources(2_000)) {
    expect(validateResource(resource)).toMatchObject({ valid: true });
    const name = `${resource.resourceType}/${resource.id}`;
    if (held.has(name)) versions++;
    held.add(name);
    types.add(resource.resourceType);
    const references = createReferences();
    references.note(resource, { file: "", line: 1 });
    expect([
      ...references.leadingNowhere({
        exists: (type, id) => held.has(`${type}/${id}`),
        match: () => ({ literal: undefined, several: false }),
      }),
    ]).toEqual([]);
    references.close();
  }
  expect([...types].sort()).toEqual(["Condition", "Encounter", "MedicationRequest", "Observation", "Patient"]);
  expect(versions).toBeGreaterThan(100);
});
