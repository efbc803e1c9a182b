import { readdirSync, readFileSync } from "node:fs";
import { compileProfiles, type Profiles } from "@tributary/fhir/compile-profiles";
import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import type { CodeSystem, Resource, StructureDefinition, ValueSet } from "@tributary/fhir/resource";
import { validateResource } from "@tributary/fhir/validate-resource";
import { expect, test } from "vitest";

const EXAMPLES = new URL("../../node_modules/hl7.fhir.r4.examples/", import.meta.url);
const names = readdirSync(EXAMPLES).filter(name => name.endsWith(".json") && name !== "package.json");
const read = (name: string) => parseFhirJson(readFileSync(new URL(name, EXAMPLES), "utf8")) as Resource;
const of = (type: string) => names.filter(name => name.startsWith(`${type}-`)).map(read);

const constraints = (of("StructureDefinition") as StructureDefinition[]).filter(
  ({ derivation }) => derivation === "constraint",
);
/** Without what HL7's tools made of it. */
const differentials = constraints.map(({ snapshot: _snapshot, ...differential }) => differential);
const terminology = { valueSets: of("ValueSet") as ValueSet[], codeSystems: of("CodeSystem") as CodeSystem[] };

/** Examples of patients' data that say which of HL7's profiles they keep to. */
const claims = names
  .filter(name => !/^(?:CodeSystem|ValueSet|SearchParameter|StructureDefinition)-/.test(name))
  .map(name => ({ name, resource: read(name) }))
  .flatMap(({ name, resource }) => {
    const claimed = constraints
      .filter(({ url = "" }) => resource.meta?.profile?.includes(url))
      .map(({ url = "" }) => url);
    return claimed.length > 0 ? [{ name, resource, claimed }] : [];
  });

/** What an example breaks of the profiles that it claims, among all those given. */
function broken(resource: Resource, claimed: readonly string[], profiles: Profiles): readonly string[] {
  const verdict = validateResource(resource, { profiles });
  const found = verdict.valid ? [] : verdict.violations;
  return found
    .filter(({ message }) => claimed.some(url => message.endsWith(`(${url})`)))
    .map(({ pointer, keyword }) => `${keyword} ${pointer}`);
}

test("every profile of HL7's compiles, by its snapshot and by its differential", () => {
  expect(constraints.length).toBeGreaterThan(400);
  for (const profile of [...constraints, ...differentials]) compileProfiles([profile]);
});

test.each([
  ["snapshots", constraints],
  ["differentials", differentials],
])("examples keep to the profiles that they claim, by their %s", (_what, definitions) => {
  const profiles = compileProfiles(definitions, terminology);
  expect(claims.length).toBeGreaterThan(10);
  for (const { name, resource, claimed } of claims)
    expect({ name, broken: broken(resource, claimed, profiles) }).toEqual({ name, broken: [] });
});

test("an example without its profile's required elements does not", () => {
  const profiles = compileProfiles(constraints, terminology);
  const weight = read("Observation-example.json");
  const claimed = [`http://hl7.org/fhir/StructureDefinition/vitalsigns`];
  expect(broken(weight, claimed, profiles)).toEqual([]);
  const { category: _category, effectiveDateTime: _effective, ...rest } = weight as unknown as Record<string, unknown>;
  expect(broken(rest as unknown as Resource, claimed, profiles)).toEqual([
    "required /category",
    "required /category",
    "required /effective[x]",
  ]);
});
