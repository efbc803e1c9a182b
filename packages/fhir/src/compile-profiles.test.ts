import type { CodeSystem, ElementDefinition, StructureDefinition, ValueSet } from "@medplum/fhirtypes";
import { describe, expect, it } from "vitest";
import { compileProfiles, type Terminology } from "./compile-profiles.ts";
import { parseFhirJson } from "./parse-fhir-json.ts";
import { validateResource } from "./validate-resource.ts";

const CORE = "http://hl7.org/fhir/StructureDefinition/";
const url = (name: string) => `https://clinic.example/fhir/StructureDefinition/${name}`;

type Line = Partial<ElementDefinition> & { readonly id: string };

function profile(name: string, type: string, element: readonly Line[], over: object = {}): StructureDefinition {
  return {
    resourceType: "StructureDefinition",
    url: url(name),
    name,
    status: "active",
    kind: type === "Extension" ? "complex-type" : "resource",
    abstract: false,
    type,
    derivation: "constraint",
    baseDefinition: CORE + type,
    differential: { element: element.map(line => ({ path: line.id.replace(/:[^.]*/g, ""), ...line })) },
    ...over,
  } as StructureDefinition;
}

const terms: Terminology = {
  valueSets: [
    {
      resourceType: "ValueSet",
      url: "https://clinic.example/vs/sex",
      status: "active",
      expansion: {
        timestamp: "2024-01-01",
        contains: [{ system: "urn:sex", code: "F", contains: [{ system: "urn:sex", code: "M" }] }],
      },
    },
    {
      resourceType: "ValueSet",
      url: "https://clinic.example/vs/categories",
      status: "active",
      compose: { include: [{ system: "urn:categories", concept: [{ code: "vital" }, { code: "lab" }] }] },
    },
    {
      resourceType: "ValueSet",
      url: "https://clinic.example/vs/filtered",
      status: "active",
      compose: {
        include: [{ system: "urn:categories", filter: [{ property: "concept", op: "is-a", value: "vital" }] }],
      },
    },
  ],
};

/** What a resource breaks of profiles, and what nobody has judged of them. */
function check(profiles: readonly StructureDefinition[], resource: object, terminology = terms) {
  const verdict = validateResource(resource, { profiles: compileProfiles(profiles, terminology) });
  return {
    violations: verdict.valid ? [] : verdict.violations.map(({ pointer, keyword }) => `${keyword} ${pointer}`),
    unjudged: verdict.unjudged.map(({ element, rule, detail }) => `${rule} ${element} ${detail}`.trim()),
  };
}
const violations = (profiles: readonly StructureDefinition[], resource: object, terminology = terms) =>
  check(profiles, resource, terminology).violations;

const group = profile("group", "Extension", [
  { id: "Extension", max: "1" },
  { id: "Extension.extension:category", sliceName: "category", min: 1, max: "2" },
  { id: "Extension.extension:category.url", fixedUri: "category" },
  {
    id: "Extension.extension:category.value[x]",
    min: 1,
    type: [{ code: "Coding" }],
    binding: { strength: "required", valueSet: "https://clinic.example/vs/categories" },
  },
  { id: "Extension.extension:text", sliceName: "text", min: 1, max: "1" },
  { id: "Extension.extension:text.url", fixedUri: "text" },
  { id: "Extension.extension:text.value[x]", min: 1, type: [{ code: "string" }] },
  { id: "Extension.url", fixedUri: url("group") },
  { id: "Extension.value[x]", max: "0" },
]);

const person = profile("person", "Patient", [
  { id: "Patient" },
  {
    id: "Patient.extension:group",
    sliceName: "group",
    min: 0,
    max: "1",
    type: [{ code: "Extension", profile: [url("group")] }],
  },
  { id: "Patient.identifier", min: 1 },
  { id: "Patient.identifier.system", min: 1 },
  { id: "Patient.identifier.value", min: 1 },
  { id: "Patient.name", min: 1 },
  { id: "Patient.name.family", maxLength: 20 },
  { id: "Patient.gender", min: 1 },
  { id: "Patient.address", max: "1" },
  { id: "Patient.photo", max: "0" },
  { id: "Patient.multipleBirth[x]", type: [{ code: "integer" }] },
]);

const patient = {
  resourceType: "Patient",
  identifier: [{ system: "https://clinic.example/mrn", value: "7" }],
  name: [{ family: "Example", given: ["Ann"] }],
  gender: "female",
};
const absent = { extension: [{ url: `${CORE}data-absent-reason`, valueCode: "unknown" }] };
const code = { coding: [{ system: "urn:codes", code: "weight", display: "Weight" }] };
const observation = { resourceType: "Observation", status: "final", code };

describe("validateResource with profiles", () => {
  it("gives the resource, typed, and that nothing is unjudged", () => {
    const verdict = validateResource(patient, { profiles: compileProfiles([person, group], terms) });
    expect(verdict).toEqual({
      valid: true,
      value: patient,
      unjudged: [],
    });
  });

  it.each([
    [
      "what must be there",
      { identifier: undefined, name: undefined, gender: undefined },
      ["required /identifier", "required /name", "required /gender"],
    ],
    [
      "what must be there in what is there",
      { identifier: [{ value: "7" }, { system: "urn:x" }] },
      ["required /identifier/0/system", "required /identifier/1/value"],
    ],
    ["more than there may be", { address: [{ city: "A" }, { city: "B" }] }, ["maxItems /address"]],
    ["what must not be there", { photo: [{ url: "http://x" }] }, ["maxItems /photo"]],
    ["a choice of another type", { multipleBirthBoolean: true }, ["type /multipleBirthBoolean"]],
    ["a long text", { name: [{ family: "x".repeat(21) }] }, ["maxLength /name/0/family"]],
    ["R4 itself alone, where that is broken", { gender: "Secret", name: undefined }, ["enum /gender"]],
  ])("refuses %s", (_what, fields, expected) => {
    expect(violations([person, group], { ...patient, ...fields })).toEqual(expected);
  });

  it("accepts an extension for a required element", () => {
    expect(
      violations([person], {
        ...patient,
        gender: undefined,
        _gender: absent,
        identifier: [{ system: "urn:x", _value: absent }],
      }),
    ).toEqual([]);
  });

  it("holds extensions to their definition, by their url", () => {
    const extended = (...extension: object[]) => violations([person, group], { ...patient, extension });
    const category = (value: string) => ({ url: "category", valueCoding: { system: "urn:categories", code: value } });
    const text = { url: "text", valueString: "x" };
    expect(extended({ url: url("group"), extension: [category("lab"), text] })).toEqual([]);
    expect(extended({ url: "urn:other", valueString: "x" }, { url: "urn:another", valueString: "x" })).toEqual([]);
    expect(extended({ url: url("group"), extension: [category("lab")] })).toEqual(["required /extension/0/extension"]);
    expect(
      extended({ url: "urn:other", valueString: "x" }, { url: url("group"), extension: [category("Secret"), text] }),
    ).toEqual(["enum /extension/1/extension/0/valueCoding"]);
    expect(extended({ url: url("group"), extension: [{ url: "category", valueString: "x" }, text] })).toEqual([
      "type /extension/0/extension/0/valueString",
      "enum /extension/0/extension/0/valueString",
    ]);
    expect(extended({ url: url("group"), valueString: "x" })).toEqual([
      "required /extension/0/extension",
      "required /extension/0/extension",
      "maxItems /extension/0/value[x]",
    ]);
    const twice = { url: url("group"), extension: [category("lab"), text] };
    expect(extended(twice, twice)).toEqual(["maxItems /extension"]);
  });

  it("compares fixed values to the field, and patterns as far as they go", () => {
    const fixed = profile("fixed", "Observation", [{ id: "Observation.code", fixedCodeableConcept: code }]);
    const pattern = profile("pattern", "Observation", [
      { id: "Observation.code", patternCodeableConcept: { coding: [{ system: "urn:codes", code: "weight" }] } },
      { id: "Observation.valueQuantity.value", fixedDecimal: 1 },
    ]);
    const more = { ...observation, code: { text: "x", coding: [{ code: "a" }, ...code.coding] } };
    expect(violations([fixed], observation)).toEqual([]);
    expect(violations([fixed], more)).toEqual(["const /code"]);
    expect(violations([pattern], more)).toEqual([]);
    expect(violations([pattern], { ...observation, code: { text: "x" } })).toEqual(["pattern /code"]);
    const value = (text: string) =>
      parseFhirJson(
        `{"resourceType":"Observation","status":"final","code":${JSON.stringify(code)},"valueQuantity":{"value":${text}}}`,
      ) as object;
    expect(violations([pattern], value("1.00"))).toEqual([]);
    expect(violations([pattern], value("1.01"))).toEqual(["const /valueQuantity/value"]);
  });

  it("holds codes to required value sets, and lists those that are not known", () => {
    const bound = (strength: "required" | "extensible" | "preferred", valueSet: string) =>
      profile("bound", "Observation", [
        { id: "Observation.category", binding: { strength, valueSet } },
        {
          id: "Observation.status",
          binding: { strength: "required", valueSet: "http://hl7.org/fhir/ValueSet/observation-status|4.0.1" },
        },
      ]);
    const known = bound("required", "https://clinic.example/vs/categories|1.0");
    const category = (...coding: object[]) => ({ ...observation, category: [{ text: "x", coding }] });
    expect(check([known], category({ code: "x" }, { system: "urn:categories", code: "lab" }))).toEqual({
      violations: [],
      unjudged: [],
    });
    expect(violations([known], category({ system: "urn:other", code: "lab" }))).toEqual(["enum /category/0"]);
    expect(violations([known], { ...observation, category: [{ text: "lab" }] })).toEqual(["enum /category/0"]);
    expect(violations([known], { ...observation, category: [absent] })).toEqual([]);
    for (const other of [
      bound("required", "https://clinic.example/vs/filtered"),
      bound("required", "https://clinic.example/vs/unknown"),
      bound("extensible", "https://clinic.example/vs/categories"),
    ])
      expect(check([other], category({ code: "x" }))).toEqual({
        violations: [],
        unjudged: [`binding Observation.category ${other.differential?.element?.[0]?.binding?.valueSet}`],
      });
    expect(check([bound("preferred", "urn:x")], category({ code: "x" })).unjudged).toEqual([]);
  });

  it("knows value sets by expansion, by concepts, by one another, and by whole code systems, less what is excluded", () => {
    const set = (name: string, more: Partial<ValueSet>): ValueSet => ({
      resourceType: "ValueSet",
      url: name,
      status: "active",
      ...more,
    });
    const system: CodeSystem = {
      resourceType: "CodeSystem",
      url: "urn:s",
      status: "active",
      content: "complete",
      concept: [{ code: "a", concept: [{ code: "b" }] }, { code: "c" }],
    };
    const valueSets = [
      set("all", {
        compose: { include: [{ system: "urn:s" }], exclude: [{ system: "urn:s", concept: [{ code: "c" }] }] },
      }),
      set("both", { compose: { include: [{ valueSet: ["all", "some"] }] } }),
      set("some", { compose: { include: [{ system: "urn:s", concept: [{ code: "b" }, { code: "c" }] }] } }),
      set("page", { expansion: { timestamp: "2024", total: 3, contains: [{ system: "urn:s", code: "a" }] } }),
      set("loop", { compose: { include: [{ valueSet: ["loop"] }] } }),
      set("elsewhere", { compose: { include: [{ system: "urn:t" }] } }),
    ];
    const accepted = (valueSet: string) => {
      const bound = profile("bound", "Basic", [{ id: "Basic.code", binding: { strength: "required", valueSet } }]);
      const verdicts = ["a", "b", "c"].map(one =>
        check(
          [bound],
          { resourceType: "Basic", code: { coding: [{ system: "urn:s", code: one }] } },
          { valueSets, codeSystems: [system] },
        ),
      );
      return verdicts[0]?.unjudged.length ? "unjudged" : verdicts.map(({ violations: [first] }) => first === undefined);
    };
    expect(accepted("all")).toEqual([true, true, false]);
    expect(accepted("both")).toEqual([false, true, false]);
    expect(accepted("some")).toEqual([false, true, true]);
    for (const name of ["page", "loop", "elsewhere"]) expect(accepted(name)).toBe("unjudged");
  });

  it.each([
    [
      "a pattern of the item itself",
      { type: "pattern", path: "$this" },
      [{ id: "Observation.category:vital", patternCodeableConcept: { coding: [{ code: "vital" }] } }],
    ],
    [
      "a fixed value deep in it",
      { type: "value", path: "coding.code" },
      [{ id: "Observation.category:vital.coding.code", fixedCode: "vital" }],
    ],
    [
      "a part of a pattern above it",
      { type: "value", path: "coding.code" },
      [{ id: "Observation.category:vital", patternCodeableConcept: { coding: [{ code: "vital" }] } }],
    ],
    [
      "a required binding",
      { type: "value", path: "coding.code" },
      [
        {
          id: "Observation.category:vital.coding.code",
          binding: { strength: "required", valueSet: "https://clinic.example/vs/one" },
        },
      ],
    ],
    ["being there", { type: "exists", path: "text" }, [{ id: "Observation.category:vital.text", max: "0" }]],
  ] as const)("slices by %s", (_what, discriminator, lines) => {
    const one: ValueSet = {
      resourceType: "ValueSet",
      url: "https://clinic.example/vs/one",
      status: "active",
      compose: { include: [{ concept: [{ code: "vital" }] }] },
    };
    const sliced = profile("sliced", "Observation", [
      { id: "Observation.category", slicing: { discriminator: [discriminator], rules: "closed" } },
      { id: "Observation.category:vital", sliceName: "vital", min: 1, max: "1" },
      ...(lines as readonly Line[]),
    ]);
    const vital = { coding: [{ system: "urn:c", code: "vital" }] };
    const other = { text: "x", coding: [{ system: "urn:c", code: "other" }] };
    const judged = (...category: object[]) => check([sliced], { ...observation, category }, { valueSets: [one] });
    expect(judged(vital)).toEqual({ violations: [], unjudged: [] });
    expect(judged(vital, vital).violations).toEqual(["maxItems /category"]);
    expect(judged(other).violations).toEqual(["required /category", "slicing /category/0"]);
    expect(judged(other, vital).violations).toEqual(["slicing /category/0"]);
  });

  it("slices choices and resources by type", () => {
    const sliced = profile("sliced", "Observation", [
      { id: "Observation.value[x]:valueQuantity", sliceName: "valueQuantity", type: [{ code: "Quantity" }] },
      { id: "Observation.value[x]:valueQuantity.unit", min: 1 },
    ]);
    expect(violations([sliced], { ...observation, valueQuantity: { value: 1 } })).toEqual([
      "required /valueQuantity/unit",
    ]);
    expect(violations([sliced], { ...observation, valueString: "x" })).toEqual([]);
    const bundle = profile("bundle", "Bundle", [
      { id: "Bundle.entry", slicing: { discriminator: [{ type: "type", path: "resource" }], rules: "open" } },
      { id: "Bundle.entry:patient", sliceName: "patient", min: 1 },
      { id: "Bundle.entry:patient.resource", type: [{ code: "Patient" }] },
      { id: "Bundle.entry:patient.resource.gender", min: 1 },
    ]);
    const entries = (...resources: object[]) => ({
      resourceType: "Bundle",
      type: "collection",
      entry: resources.map(resource => ({ resource })),
    });
    expect(violations([bundle], entries(observation, patient))).toEqual([]);
    expect(violations([bundle], entries(observation))).toEqual(["required /entry"]);
    expect(violations([bundle], entries(observation, { resourceType: "Patient", active: true }))).toEqual([
      "required /entry/1/resource/gender",
    ]);
  });

  it("takes over what a given profile says that it is derived from, and its snapshot instead where it has one", () => {
    const derived = profile(
      "derived",
      "Patient",
      [
        { id: "Patient.birthDate", min: 1 },
        { id: "Patient.name.family", maxLength: 5 },
      ],
      { baseDefinition: url("person") },
    );
    expect(violations([derived, person], { ...patient, gender: undefined }).sort()).toEqual([
      "maxLength /name/0/family",
      "required /birthDate",
      "required /gender",
      "required /gender",
    ]);
    expect(check([derived], { ...patient, name: undefined })).toEqual({
      violations: ["required /birthDate"],
      unjudged: [`baseDefinition Patient ${url("person")}`],
    });
    const snapshot = {
      ...derived,
      snapshot: { element: [{ id: "Patient.birthDate", path: "Patient.birthDate", min: 1 }] },
    };
    expect(check([snapshot], patient)).toEqual({ violations: ["required /birthDate"], unjudged: [] });
  });

  it("lists what it does not judge, and skips nothing silently", () => {
    const strange = profile("strange", "Observation", [
      {
        id: "Observation",
        constraint: [
          { key: "own-1", severity: "error", human: "x", expression: "false" },
          { key: "dom-6", severity: "warning", human: "x", source: `${CORE}DomainResource` },
        ],
      },
      { id: "Observation.subject", type: [{ code: "Reference", targetProfile: [url("person")] }] },
      { id: "Observation.valueInteger", minValueInteger: 3 },
      {
        id: "Observation.component",
        slicing: { discriminator: [{ type: "profile", path: "code" }], rules: "closed", ordered: true },
      },
      { id: "Observation.component:one", sliceName: "one", min: 1 },
      { id: "Observation.extension:e", sliceName: "e", type: [{ code: "Extension", profile: [url("nowhere")] }] },
    ]);
    expect(check([strange], { ...observation, component: [{ code }], valueInteger: 1 })).toEqual({
      violations: [],
      unjudged: [
        "constraint Observation own-1",
        `type.targetProfile Observation.subject ${url("person")}`,
        "minValueInteger Observation.valueInteger",
        "slicing Observation.component order",
        "slicing Observation.component:one profile:code",
        `type.profile Observation.extension:e ${url("nowhere")}`,
      ],
    });
    expect(check([strange], patient)).toEqual({ violations: [], unjudged: ["all Observation is not about this type"] });
    expect(check([strange], { ...observation, status: 7 }).unjudged).toEqual([
      "all Observation the resource is not valid FHIR R4",
    ]);
  });

  it("lists what it does not judge of the definitions that a profile uses", () => {
    const constraint = [{ key: "g-1", severity: "error", human: "x", expression: "false" }];
    const strict = { ...group, differential: { element: [{ id: "Extension", path: "Extension", constraint }] } };
    expect(check([person, strict as StructureDefinition], patient).unjudged).toEqual(["constraint Extension g-1"]);
    expect(check([strict as StructureDefinition], patient).unjudged).toEqual(["all Extension is not about this type"]);
  });

  it("puts no value into a message", () => {
    const secret = "Smith-Jones";
    const verdict = validateResource(
      { ...patient, name: [{ family: secret.repeat(3) }], gender: undefined, multipleBirthBoolean: true },
      { profiles: compileProfiles([person]) },
    );
    expect(verdict.valid).toBe(false);
    expect(JSON.stringify(verdict)).not.toContain(secret);
  });

  it("refuses definitions that are none, with their url", () => {
    expect(() => compileProfiles([profile("x", "Wizard", [])])).toThrow(`${url("x")} is no StructureDefinition`);
    expect(() => compileProfiles([{ ...person, resourceType: "Patient" } as never])).toThrow(
      "is no StructureDefinition",
    );
    expect(() => compileProfiles([profile("x", "Patient", [{ id: "Patient.nickname", min: 1 }])])).toThrow(
      "FHIR R4 has no Patient.nickname",
    );
    expect(() => compileProfiles([{ ...profile("x", "Patient", []), url: "" }])).toThrow(
      "no StructureDefinition of a type",
    );
    const circle = profile("a", "Patient", [], { baseDefinition: url("a") });
    expect(() => compileProfiles([circle])).toThrow(`${url("a")} is derived from itself`);
  });

  const sound = profile("x", "Patient", []);
  it.each<[string, unknown, string]>([
    ["null", [null], "definitions[0] is no StructureDefinition"],
    ["a gap", [sound, undefined], "definitions[1] is no StructureDefinition"],
    ["a text", ["x"], "definitions[0] is no StructureDefinition"],
    ["a list in the list", [[sound]], "definitions[0] is no StructureDefinition"],
    ["no list", null, "definitions is no list"],
    ["a url that is no text", [{ ...sound, url: 7 }], "definitions[0]/url must be a valid uri"],
    ["a snapshot that is no object", [{ ...sound, snapshot: [] }], "definitions[0]/snapshot must be"],
    [
      "elements that are no list",
      [{ ...sound, differential: { element: 1 } }],
      "/differential/element must be an array",
    ],
    ["null for an element", [{ ...sound, differential: { element: [null] } }], "/differential/element/0 must be"],
    [
      "types that are no list",
      [{ ...sound, differential: { element: [{ id: "Patient.name", path: "Patient.name", type: 1 }] } }],
      "definitions[0]/differential/element/0/type must be an array",
    ],
  ])("refuses %s, with the place", (_what, definitions, message) => {
    expect(() => compileProfiles(definitions as never)).toThrow(message);
  });

  it("refuses value sets and code systems that are none, with the place", () => {
    expect(() => compileProfiles([sound], { valueSets: [null] as never })).toThrow("valueSets[0] is no ValueSet");
    expect(() => compileProfiles([sound], { codeSystems: [sound] as never })).toThrow(
      "codeSystems[0] is no CodeSystem",
    );
    const composed = { resourceType: "ValueSet", url: "x", status: "draft", compose: { include: 1 } };
    expect(() => compileProfiles([sound], { valueSets: [composed] as never })).toThrow("valueSets[0]/compose/include");
  });
});
