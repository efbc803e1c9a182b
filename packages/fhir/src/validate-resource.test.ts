import { readdirSync, statSync } from "node:fs";
import fc from "fast-check";
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

  const absent = {
    extension: [{ url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "masked" }],
  };
  const observation = { resourceType: "Observation", status: "final", code: { text: "x" } };
  const medication = {
    resourceType: "MedicationRequest",
    status: "active",
    intent: "order",
    subject: { display: "x" },
  };

  it.each([
    "\u00a0",
    "\u3000",
    "\u202f",
    "\u2003",
    "\u2028",
    "\ufeff",
    "\u0085",
    "\u007f",
    "\t",
    "\r\n",
    " ",
    "\ud83d\ude00",
  ])("takes %j in texts: FHIR's patterns are of XML Schema, which knows four white spaces", space => {
    const text = `5${space}mg`;
    expect(violations({ ...patient, name: [{ family: text, text: space }] })).toEqual([]);
    expect(violations({ ...observation, note: [{ text: `${space}x${space}` }] })).toEqual([]);
  });

  it.each(["\u00a0", "\u3000", "\ufeff", "\u2028"])("accepts %j in codes and URIs as well", space => {
    const coding = [{ system: `urn:x${space}y`, code: `a${space}${space}b` }];
    expect(violations({ ...observation, code: { coding } })).toEqual([]);
    expect(violations({ ...patient, meta: { profile: [`http://example.org/${space}`] } })).toEqual([]);
  });

  it.each(["\u0000", "\u0001", "\u0008", "\u000b", "\f", "\u001f"])(
    "refuses the control character %j in texts",
    control => {
      const text = `a${control}b`;
      const coding = [{ system: text, code: text, display: text }];
      expect(violations({ ...observation, code: { coding }, note: [{ text }] })).toEqual([
        "pattern /code/coding/0/system",
        "pattern /code/coding/0/code",
        "pattern /code/coding/0/display",
        "pattern /note/0/text",
      ]);
    },
  );

  it.each([" a", "a ", "a  b", "\na", "a\r\nb"])("refuses the white space of the code %j", code => {
    expect(violations({ ...observation, code: { coding: [{ code, system: code }] } })).toEqual([
      "pattern /code/coding/0/code",
      "pattern /code/coding/0/system",
    ]);
  });

  it("refuses in base64 any white space but four", () => {
    const extension = (valueBase64Binary: string) => [{ url: "x", valueBase64Binary }];
    expect(violations({ ...patient, extension: extension("QUJD\r\n QUJD\t") })).toEqual([]);
    for (const space of ["\u00a0", "\u2028", "\ufeff"])
      expect(violations({ ...patient, extension: extension(`QUJD${space}QUJD`) })).toEqual([
        "pattern /extension/0/valueBase64Binary",
      ]);
  });

  it.each([
    ["behind values", { given: ["Ann", null], _given: [null, absent] }, []],
    ["alone", { given: [null], _given: [absent] }, []],
    ["in the middle", { given: ["A", null, "B"], _given: [null, absent] }, []],
    ["and is left out at the end", { given: ["A"], _given: [null, absent] }, []],
    ["where there are no values", { _given: [absent, absent] }, []],
    ["with nothing beside", { given: ["Ann", null] }, ["type /name/0/given/1"]],
    [
      "with nothing at its place",
      { given: [null, "Ann"], _given: [null, absent] },
      ["type /name/0/given/0", "type /name/0/_given/0"],
    ],
    ["beyond the other one's end", { given: ["Ann", null], _given: [absent] }, ["type /name/0/given/1"]],
    ["for extensions, beyond the values", { given: ["Ann"], _given: [absent, null] }, ["type /name/0/_given/1"]],
    ["for extensions that are nowhere", { _given: [null] }, ["type /name/0/_given/0"]],
    [
      "beside what is no list",
      { given: ["Ann", null], _given: absent },
      ["type /name/0/given/1", "type /name/0/_given"],
    ],
    ["in a field of one value", { family: null, _family: absent }, ["type /name/0/family"]],
    [
      "in a list of complex elements",
      { extension: [null], _extension: [absent] },
      ["type /name/0/extension/0", "additionalProperties /name/0/_extension"],
    ],
  ])("judges null as padding of primitive lists: %s", (_where, name, expected) => {
    expect(violations({ resourceType: "Patient", name: [name] })).toEqual(expected);
  });

  it("pads lists of closed codes and of canonical references alike", () => {
    const allergy = { resourceType: "AllergyIntolerance", patient: { display: "x" } };
    expect(violations({ ...allergy, category: ["food", null], _category: [null, absent] })).toEqual([]);
    expect(violations({ ...allergy, category: [null] })).toEqual(["enum /category/0"]);
    const plan = { resourceType: "CarePlan", status: "active", intent: "plan", subject: { display: "x" } };
    expect(violations({ ...plan, instantiatesCanonical: [null], _instantiatesCanonical: [absent] })).toEqual([]);
  });

  it.each([
    ["a primitive", { ...observation, status: undefined }, "required /status"],
    [
      "a primitive with an id alone beside",
      { ...observation, status: undefined, _status: { id: "x" } },
      "required /status",
    ],
    ["a complex element", { ...observation, code: undefined }, "required /code"],
    ["in a nested element", { ...observation, component: [{ valueInteger: 1 }] }, "required /component/0/code"],
    ["in a data type", { ...patient, extension: [{ valueString: "x" }] }, "required /extension/0/url"],
    [
      "in the type of an extension",
      { ...patient, extension: [{ url: "x", valueAttachment: { extension: [{}] } }] },
      "required /extension/0/valueAttachment/extension/0/url",
    ],
    [
      "in a contained resource",
      { ...patient, contained: [{ resourceType: "Observation" }] },
      "required /contained/0/status",
    ],
    ["one of a choice", medication, "required /medication[x]"],
    [
      "by what refers to the content of another element",
      {
        resourceType: "Questionnaire",
        status: "draft",
        item: [{ linkId: "1", type: "group", item: [{ type: "display" }] }],
      },
      "required /item/0/item/0/linkId",
    ],
    [
      "a list",
      { resourceType: "CapabilityStatement", status: "draft", date: "2020", kind: "instance", fhirVersion: "4.0.1" },
      "required /format",
    ],
  ])("refuses a resource that lacks what is required: %s", (_what, value, expected) => {
    expect(violations(value)).toContain(expected);
  });

  it("accepts an extension in place of a required element", () => {
    expect(violations({ ...observation, status: undefined, _status: absent })).toEqual([]);
    expect(violations({ ...medication, medicationReference: { display: "x" } })).toEqual([]);
    const use = { code: { text: "x" } };
    expect(
      violations({
        resourceType: "Library",
        status: "draft",
        type: { text: "x" },
        useContext: [{ ...use, code: { code: "x" } }],
      }),
    ).toEqual(["required /useContext/0/value[x]"]);
    const parameters = { resourceType: "Parameters", parameter: [{ _name: absent, _valueString: absent }] };
    expect(violations(parameters)).toEqual([]);
  });

  it("gives a verdict that depends neither on the order of fields nor on the resources before", () => {
    const fields = {
      ...medication,
      _intent: absent,
      medicationReference: { display: "x" },
      medicationCodeableConcept: { text: "x" },
      note: [{ text: "x" }],
      unknown: 1,
    };
    const some = fc.shuffledSubarray(Object.entries(fields));
    fc.assert(
      fc.property(some, entries => {
        const has = new Set(entries.map(([key]) => key));
        const choices = Number(has.has("medicationReference")) + Number(has.has("medicationCodeableConcept"));
        const required = has.has("status") && (has.has("intent") || has.has("_intent")) && has.has("subject");
        const isValid = has.has("resourceType") && required && choices === 1 && !has.has("unknown");
        const verdict = validateResource(Object.fromEntries(entries));
        expect(verdict.valid).toBe(isValid);
        if (!verdict.valid) expect(verdict.violations).not.toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["two", { deceasedBoolean: true, deceasedDateTime: "2020" }, ["oneOf /deceasedDateTime"]],
    [
      "one and another's extension",
      { _deceasedBoolean: absent, deceasedDateTime: "2020" },
      ["oneOf /deceasedDateTime"],
    ],
    ["extensions of two", { _deceasedBoolean: absent, _deceasedDateTime: absent }, ["oneOf /_deceasedDateTime"]],
    [
      "a pair and a third",
      { deceasedBoolean: true, _deceasedBoolean: absent, _deceasedDateTime: absent },
      ["oneOf /_deceasedDateTime"],
    ],
    [
      "a third before a pair",
      { deceasedDateTime: "2020", deceasedBoolean: true, _deceasedBoolean: absent },
      ["oneOf /deceasedBoolean", "oneOf /_deceasedBoolean"],
    ],
    [
      "two of an extension",
      { extension: [{ url: "x", valueString: "a", valueCode: "a" }] },
      ["oneOf /extension/0/valueCode"],
    ],
    ["a primitive and its extension", { deceasedBoolean: true, _deceasedBoolean: absent }, []],
    ["one each of two choices", { deceasedBoolean: true, multipleBirthInteger: 2 }, []],
  ])("takes one field of a choice at most: %s", (_what, fields, expected) => {
    expect(violations({ resourceType: "Patient", ...fields })).toEqual(expected);
  });

  it.each([
    ["a list", { name: [] }, ["minItems /name"]],
    ["a list of primitives", { name: [{ given: [] }] }, ["minItems /name/0/given"]],
    ["a list of companions", { name: [{ _given: [], given: ["x"] }] }, ["minItems /name/0/_given"]],
    ["an object", { maritalStatus: {} }, ["minProperties /maritalStatus"]],
    ["an object in a list", { name: [{}] }, ["minProperties /name/0"]],
    ["an object of fields without a value", { maritalStatus: { text: undefined } }, ["minProperties /maritalStatus"]],
    ["a companion", { birthDate: "2020", _birthDate: {} }, ["minProperties /_birthDate"]],
    ["a string", { name: [{ text: "" }] }, ["pattern /name/0/text"]],
    ["a URI", { implicitRules: "" }, ["pattern /implicitRules"]],
    ["base64", { photo: [{ data: "" }] }, ["pattern /photo/0/data"]],
    ["XHTML", { text: { status: "empty", div: "" } }, ["pattern /text/div"]],
    ["contained resources", { contained: [] }, ["minItems /contained"]],
  ])("refuses what is empty: %s", (_what, fields, expected) => {
    expect(violations({ resourceType: "Patient", ...fields })).toEqual(expected);
  });

  it.each([
    ["a text", { _birthDate: "x" }, ["type /_birthDate"]],
    ["a list beside one value", { birthDate: "2020", _birthDate: [absent] }, ["type /_birthDate"]],
    ["one beside a list", { name: [{ given: ["x"], _given: absent }] }, ["type /name/0/_given"]],
    ["with a field of its own", { _birthDate: { value: "2020" } }, ["additionalProperties /_birthDate/value"]],
    ["of a complex element", { _maritalStatus: absent }, ["additionalProperties /_maritalStatus"]],
  ])("refuses a companion that is no element: %s", (_what, fields, expected) => {
    expect(violations({ resourceType: "Patient", ...fields })).toEqual(expected);
  });

  it("rejects XHTML that is not a text", () => {
    expect(violations({ ...patient, text: { status: "generated", div: 7 } })).toEqual(["type /text/div"]);
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

  it("rejects deep nesting instead of overflowing the stack", () => {
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
