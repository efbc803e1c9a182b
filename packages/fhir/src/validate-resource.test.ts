import { readdirSync, statSync } from "node:fs";
import { describe, expect, expectTypeOf, it } from "vitest";
import { parseFhirJson } from "./parse-fhir-json.ts";
import type { Patient, Resource, ResourceType } from "./resource.ts";
import { isResourceType, resourceTypes } from "./resource-type.ts";
import { validateResource } from "./validate-resource.ts";

const patient = {
  resourceType: "Patient",
  id: "p-1",
  identifier: [{ system: "https://clinic.example/mrn", value: "7" }],
  name: [{ family: "Example", given: ["Ann", "B"], _given: [null, { extension: [{ url: "x", valueString: "y" }] }] }],
  birthDate: "1974-12-25",
  contained: [{ resourceType: "Organization", name: "Clinic" }],
};

const violations = (value: unknown) => {
  const verdict = validateResource(value);
  return verdict.valid ? [] : verdict.violations.map(({ pointer, keyword }) => `${keyword} ${pointer}`);
};

describe("validateResource", () => {
  it("accepts a resource and gives it back, typed", () => {
    const verdict = validateResource(patient);
    expect(verdict).toEqual({ valid: true, value: patient });
    if (verdict.valid) expectTypeOf(verdict.value).toEqualTypeOf<Resource>();
  });

  it.each([
    ["an unknown field", { ...patient, colour: "red" }, "additionalProperties /colour"],
    ["a field of another type", { ...patient, status: "active" }, "additionalProperties /status"],
    ["a text for a boolean", { ...patient, active: "yes" }, "type /active"],
    ["one value for an array", { ...patient, name: patient.name[0] }, "type /name"],
    ["an array for one value", { ...patient, birthDate: ["1974-12-25"] }, "type /birthDate"],
    ["a text for a complex element", { ...patient, maritalStatus: "married" }, "type /maritalStatus"],
    ["null for a complex element", { ...patient, name: [null] }, "type /name/0"],
    ["an array for a complex element", { ...patient, maritalStatus: [] }, "type /maritalStatus"],
    ["a month 13", { ...patient, birthDate: "1974-13-25" }, "pattern /birthDate"],
    ["an id over 64 characters", { ...patient, id: "x".repeat(65) }, "pattern /id"],
    ["an empty text", { ...patient, name: [{ family: "" }] }, "pattern /name/0/family"],
    ["half a child", { ...patient, multipleBirthInteger: 1.5 }, "pattern /multipleBirthInteger"],
    ["an unknown code", { ...patient, gender: "F" }, "enum /gender"],
    ["a missing required element", { ...patient, communication: [{}] }, "required /communication/0/language"],
    [
      "a key of JSON's traps",
      JSON.parse('{"resourceType":"Patient","__proto__":{}}'),
      "additionalProperties /__proto__",
    ],
    ["a key that a pointer escapes", { ...patient, "a/b~c": 1 }, "additionalProperties /a~1b~0c"],
    ["a contained resource", { ...patient, contained: [{ resourceType: "Group", type: 1 }] }, "enum /contained/0/type"],
    ["a contained text", { ...patient, contained: ["#x"] }, "type /contained/0"],
    ["a type that R4 does not have", { resourceType: "SubscriptionTopic" }, "enum /resourceType"],
    ["a data type for a resource", { resourceType: "HumanName" }, "enum /resourceType"],
    ["no type", { id: "p-1" }, "required /resourceType"],
    ["a type that is no text", { resourceType: 7 }, "type /resourceType"],
    ["null", null, "type "],
    ["a list", [patient], "type "],
  ])("refuses %s, and says where", (_what, value, expected) => {
    expect(violations(value)).toContain(expected);
  });

  it("names every violation, in nested resources as well", () => {
    const entry = [
      { resource: { ...patient, gender: 7 } },
      { resource: { resourceType: "Observation", status: "final" } },
    ];
    expect(violations({ resourceType: "Bundle", type: "heap", entry })).toEqual([
      "enum /type",
      "enum /entry/0/resource/gender",
      "required /entry/1/resource/code",
    ]);
  });

  it("takes numbers that keep their digits, where a number may be", () => {
    const observation = (fields: string) =>
      parseFhirJson(`{"resourceType":"Observation","status":"final","code":{"text":"x"},${fields}}`);
    for (const decimal of ["1.00", "12345678901234567890.10", "-0", "1E2", "1e400"])
      expect(violations(observation(`"valueQuantity":{"value":${decimal}}`))).toEqual([]);
    expect(violations(observation('"valueInteger":12345678901234567890'))).toEqual([]);
    for (const decimal of ["1.0", "1E2", "-0.0"])
      expect(violations(observation(`"valueInteger":${decimal}`))).toEqual(["pattern /valueInteger"]);
    expect(violations(observation('"valueString":1.0'))).toEqual(["type /valueString"]);
    expect(violations(observation('"method":1.0,"note":[1.0],"contained":[1.0]'))).toEqual([
      "type /method",
      "type /note/0",
      "type /contained/0",
    ]);
    expect(violations(parseFhirJson("1.0"))).toEqual(["type "]);
  });

  it("puts no value into a message", () => {
    const secret = "Smith-Jones 1974";
    const verdict = validateResource({ ...patient, gender: secret, birthDate: secret, active: secret, name: secret });
    expect(verdict.valid).toBe(false);
    expect(JSON.stringify(verdict)).not.toContain(secret);
  });

  it("refuses what is nested too deep, instead of running out of stack", () => {
    let extension: unknown = [{ url: "end", valueBoolean: true }];
    for (let level = 0; level < 50_000; level++) extension = [{ url: "level", extension }];
    expect(violations({ resourceType: "Patient", extension })).toEqual([expect.stringMatching(/^maxDepth /)]);
  });

  it("refuses a long text that is nearly base64 without delay", () => {
    const data = `${"QUJD\r\n".repeat(20_000)}!`;
    expect(violations({ resourceType: "Patient", extension: [{ url: "x", valueBase64Binary: data }] })).toEqual([
      "pattern /extension/0/valueBase64Binary",
    ]);
  });
});

describe("the package", () => {
  it("is 300 KB at most, all of it", () => {
    const files = readdirSync(import.meta.dirname).filter(name => /(?<!\.test|\.d)\.[jt]s$/.test(name));
    const bytes = files.map(name => statSync(`${import.meta.dirname}/${name}`).size);
    expect(files).toContain("r4-table.js");
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(300_000);
  });
});

describe("resource types", () => {
  it("are the 146 of FHIR R4", () => {
    expect(resourceTypes()).toHaveLength(146);
    expect(resourceTypes()).toEqual(expect.arrayContaining(["Patient", "Bundle", "Binary", "VisionPrescription"]));
    expect(["Patient", "Parameters", "HumanName", "Project", "constructor", ""].filter(isResourceType)).toEqual([
      "Patient",
      "Parameters",
    ]);
  });

  it("have a type each", () => {
    expectTypeOf<Resource["resourceType"]>().toEqualTypeOf<ResourceType>();
    expectTypeOf<Resource<"Patient">>().toEqualTypeOf<Patient>();
  });
});
