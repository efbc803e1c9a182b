import { existsSync, readdirSync, readFileSync } from "node:fs";
import { validateResource } from "@tributary/fhir/validate-resource";
import { Ajv, type ValidateFunction } from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hl7Schema, type SchemaDefinition, type SchemaProperty } from "./hl7-schema.ts";
import { mutate } from "./mutate-fixture.ts";
import { byDefinitions } from "./structure-definitions-fixture.ts";

const EXAMPLES = new URL("../../../node_modules/hl7.fhir.r4.examples/", import.meta.url);
const VECTORS = new URL("../../../../shared/vectors/fhir/r4-validator-cases.json", import.meta.url);
const present = existsSync(VECTORS);
if (!present) console.warn("FHIR validator conformance skipped: vectors not present");

/** `FHIR_EXAMPLES=all npx vitest run packages/fhir/scripts/hl7-schema.test.ts`: minutes instead of seconds. */
const all = process.env.FHIR_EXAMPLES === "all";
const MUTATIONS = all ? 100_000 : 4_000;
const TIME = all ? 900_000 : 120_000;
const UNDISPATCHED = all ? Number.POSITIVE_INFINITY : 60;

interface ValidatorCase {
  readonly name: string;
  readonly text: string;
  readonly parses: boolean;
  readonly label: string;
  readonly jsonSchema?: string;
}

type Json = Readonly<Record<string, unknown>>;
/** Schemas by name, of HL7 or made of them. */
type Definitions = Readonly<Record<string, object>>;

const schema = hl7Schema();
const examples = readdirSync(EXAMPLES)
  .filter(name => name.endsWith(".json") && name !== "package.json")
  .map(name => ({ name, resource: JSON.parse(readFileSync(new URL(name, EXAMPLES), "utf8")) as Json }))
  .filter(({ resource }) => typeof resource.resourceType === "string");

/** Whether the schema accepts, asked of one resource type's definition, the one that the resource names. */
function byType(definitions: Definitions): (resource: unknown) => readonly string[] {
  const { oneOf = [] } = schema.definitions.ResourceList ?? {};
  const dispatched = { discriminator: { propertyName: "resourceType" }, required: ["resourceType"], oneOf };
  const ajv = compiler({ definitions: { ...definitions, ResourceList: { type: "object", ...dispatched } } });
  const validate = ajv.compile({ $ref: "hl7#/definitions/ResourceList" });
  return resource => errors(validate, resource);
}

function compiler({ definitions }: { readonly definitions: Definitions }): Ajv {
  const ajv = new Ajv({ allErrors: true, discriminator: true, strict: false, logger: false });
  ajv.addSchema({ $id: "hl7", definitions, $ref: "#/definitions/ResourceList" });
  return ajv;
}

function meantDefinitions(): Definitions {
  const definitions: Record<string, object> = Object.fromEntries(
    Object.entries(schema.definitions).map(([name, definition]) => [name, meant(name, definition)]),
  );
  return { ...definitions, ElementOrGap: { ...definitions.Element, type: ["object", "null"] } };
}

/**
 * The schema as HL7 means it. What it leaves open by oversight is closed: a complex element is an object, a whole number is
 * whole, and nothing is empty. What it closes by oversight is open: its patterns are of another dialect, canonical
 * references have companions as well, and arrays of primitives have gaps.
 */
function meant(name: string, definition: SchemaDefinition): object {
  if (definition.properties === undefined) return meantPrimitive(name, definition);
  const properties = Object.entries(definition.properties).flatMap(([key, property]) => {
    if (key.startsWith("_")) return [];
    const isObject = (property.items ?? property).$ref?.match(/\/(?:[A-Z]|xhtml$|id$)/);
    const hasCompanion = `_${key}` in (definition.properties ?? {}) || /\/canonical$/.test(refOf(property));
    const item = meantProperty(property.items ?? property);
    const gap = isObject ? item : { anyOf: [item, { type: "null" }] };
    const companion = { $ref: `#/definitions/${property.items ? "ElementOrGap" : "Element"}` };
    return [
      [key, property.items ? { type: "array", minItems: 1, items: gap } : item] as const,
      ...(hasCompanion
        ? [[`_${key}`, property.items ? { type: "array", minItems: 1, items: companion } : companion] as const]
        : []),
    ];
  });
  // An extension may stand for a canonical reference that is required: that is the definitions' to judge.
  const required = definition.required?.filter(key => !/\/canonical$/.test(refOf(definition.properties?.[key] ?? {})));
  return { ...definition, type: "object", minProperties: 1, properties: Object.fromEntries(properties), required };
}

function refOf({ $ref, items }: SchemaProperty): string {
  return $ref ?? items?.$ref ?? "";
}

/** A primitive that is written out where it is used. */
function meantProperty(property: SchemaProperty): object {
  if (property.pattern === undefined) return property;
  const [name] = Object.entries(schema.definitions).find(([, { pattern }]) => pattern === property.pattern) ?? [];
  return meantPrimitive(name ?? "", property);
}

function meantPrimitive(name: string, definition: SchemaProperty): object {
  if (name in wholeNumbers) return wholeNumbers[name] ?? {};
  const pattern = definition.pattern && (texts[definition.pattern] ?? definition.pattern);
  if (definition.type === "string" || name === "xhtml")
    return { type: "string", minLength: 1, ...(pattern && { pattern }) };
  return definition;
}

/** By HL7's patterns, what they are in XML Schema, where `\S` is every character that XML has but space, tab, CR and LF. */
const texts: Readonly<Record<string, string>> = {
  "^[ \\r\\n\\t\\S]+$": "^[\\t\\r\\n\\u{20}-\\u{10ffff}]+$",
  "^\\S*$": "^[\\u{21}-\\u{10ffff}]*$",
  "^[^\\s]+(\\s[^\\s]+)*$": "^[\\u{21}-\\u{10ffff}]+([ \\t\\r\\n][\\u{21}-\\u{10ffff}]+)*$",
};

const wholeNumbers: Readonly<Record<string, object>> = {
  integer: { type: "integer" },
  positiveInt: { type: "integer", minimum: 1 },
  unsignedInt: { type: "integer", minimum: 0 },
};

/** Pointers of what is wrong. */
function errors(validate: ValidateFunction, resource: unknown): readonly string[] {
  if (validate(resource)) return [];
  const found = (validate.errors ?? []).map(({ instancePath, keyword, params }) => {
    const property =
      keyword === "discriminator" ? "resourceType" : (params.missingProperty ?? params.additionalProperty);
    return property === undefined
      ? instancePath
      : `${instancePath}/${String(property).replaceAll("~", "~0").replaceAll("/", "~1")}`;
  });
  return [...new Set(found)].sort();
}

function ours(resource: unknown): readonly string[] {
  const verdict = validateResource(resource);
  if (!verdict.valid) expect(verdict.violations).not.toEqual([]);
  return verdict.valid ? [] : [...new Set(verdict.violations.map(({ pointer }) => pointer))].sort();
}

/** HL7's examples that break HL7's definitions, and where. */
const INVALID: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ["CodeSystem", "ValueSet"].flatMap(type =>
      ["author", "effective", "end", "keyword", "workflow"].map(name => [
        `SearchParameter-${type.toLowerCase()}-extensions-${type}-${name}.json`,
        ["/base"],
      ]),
    ),
  ),
  // 65 characters.
  "SearchParameter-questionnaireresponse-extensions-QuestionnaireResponse-item-subject.json": ["/id"],
  "ImplementationGuide-fhir.json": ["/name", "/status"],
  "ig-r4.json": ["/name", "/status"],
};
/** All of its 32 items without a linkId. */
const WITHOUT_LINK_IDS = "Questionnaire-qs1.json";

describe("validateResource, and HL7's schema under ajv with HL7's StructureDefinitions read element by element", () => {
  const letter = byType(schema.definitions);
  const bySchema = byType(meantDefinitions());
  const expectedOf = (resource: unknown) => [...new Set([...bySchema(resource), ...byDefinitions(resource)])].sort();

  test("agree on every example of HL7's, to the pointers", () => {
    expect(examples.length).toBeGreaterThan(5_000);
    for (const { name, resource } of examples) {
      const refused = ours(resource);
      expect({ name, refused }).toEqual({ name, refused: expectedOf(resource) });
    }
  });

  test("accept every example of HL7's but those that break HL7's own definitions", () => {
    const refused = examples
      .map(({ name, resource }) => [name, ours(resource)] as const)
      .filter(([, at]) => at.length > 0);
    const { [WITHOUT_LINK_IDS]: linkIds = [], ...others } = Object.fromEntries(refused);
    expect(others).toEqual(INVALID);
    expect(linkIds).toHaveLength(32);
    for (const pointer of linkIds) expect(pointer).toMatch(/^(\/item\/\d+)+\/linkId$/);
  });

  test(
    "agree on examples that something was done to, to the pointers",
    () => {
      const small = examples.filter(({ resource }) => JSON.stringify(resource).length < 20_000);
      const change = fc.record({
        example: fc.nat(small.length - 1),
        seeds: fc.array(fc.nat(), { minLength: 3, maxLength: 9 }),
      });
      fc.assert(
        fc.property(change, ({ example, seeds }) => {
          const changed = mutate(small[example]?.resource, seeds);
          expect(ours(changed)).toEqual(expectedOf(changed));
        }),
        { numRuns: MUTATIONS },
      );
    },
    TIME,
  );

  test(
    "agree without the short cut through resourceType, as the schema is published",
    () => {
      const ajv = compiler({ definitions: meantDefinitions() });
      const validate = ajv.compile({ $ref: "hl7#/definitions/ResourceList" });
      const byEachType = Object.values(Object.groupBy(examples, ({ resource }) => String(resource.resourceType)));
      const sample = byEachType.flatMap(of => (of ?? []).slice(0, all ? undefined : 1)).slice(0, UNDISPATCHED);
      for (const { name, resource } of sample) {
        const isValid = validate(resource) && byDefinitions(resource).length === 0;
        expect({ name, valid: validateResource(resource).valid }).toEqual({ name, valid: isValid });
      }
    },
    TIME,
  );

  test.skipIf(!present)("agree on the reference validator's cases; where only we refuse, it does too", () => {
    const cases = (JSON.parse(readFileSync(VECTORS, "utf8")) as ValidatorCase[]).filter(({ parses }) => parses);
    expect(cases.length).toBeGreaterThan(0);
    for (const { name, text, label } of cases) {
      const resource: unknown = JSON.parse(text);
      const refused = ours(resource);
      expect({ name, refused }).toEqual({ name, refused: expectedOf(resource) });
      if (refused.length > 0 && letter(resource).length === 0)
        expect({ name, label }).toEqual({ name, label: "invalid" });
    }
  });

  test.skipIf(!present)("refuse every hard negative", () => {
    const cases = JSON.parse(readFileSync(VECTORS, "utf8")) as ValidatorCase[];
    const hard = cases.filter(({ jsonSchema, label }) => label === "invalid" && jsonSchema === "schema-rejects");
    const accepted = hard
      .map(({ text }) => JSON.parse(text) as Json)
      .filter(resource => validateResource(resource).valid);
    expect(hard.length).toBeGreaterThan(accepted.length);
    // The verdicts noted there are those of the schema of R4 4.0.0, for which 4.0.1 is no version of FHIR.
    for (const { fhirVersion } of accepted) expect(fhirVersion).toBe("4.0.1");
    for (const { text } of cases.filter(({ parses }) => !parses)) expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });
});
