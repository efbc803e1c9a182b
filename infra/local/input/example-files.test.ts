import { basename } from "node:path";
import { expect, it } from "vitest";
import { exampleFiles } from "./example-files.ts";
import { createInputFindings } from "./input-findings.ts";
import { inputResources } from "./input-resources.ts";

it("loads HL7's clinical examples, all of them valid, and no definitions", async () => {
  const said: string[] = [];
  const findings = createInputFindings(line => said.push(line));
  const taken = await Array.fromAsync(inputResources(exampleFiles(), findings));
  const types = new Set(taken.map(({ resource }) => resource.resourceType));
  expect(said).toEqual([]);
  expect(taken.length).toBeGreaterThan(500);
  expect([...types]).toEqual(expect.arrayContaining(["Patient", "Observation", "MedicationRequest", "Encounter"]));
  expect([...types].filter(type => /Definition$|^(ValueSet|CodeSystem|Bundle|Subscription)$/.test(type))).toEqual([
    "DeviceDefinition",
  ]);
  expect(basename(exampleFiles()[0] ?? "")).toMatch(/^Patient-/);
});
