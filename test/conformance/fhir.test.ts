import { existsSync, readdirSync, readFileSync } from "node:fs";
import { validateResource } from "@tributary/fhir/validate-resource";
import { Ajv, type ValidateFunction } from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Hl7Schema, hl7Schema, type SchemaDefinition } from "../../packages/fhir/scripts/hl7-schema.ts";
import { mutate } from "./mutate.ts";

const EXAMPLES = new URL("../../node_modules/hl7.fhir.r4.examples/", import.meta.url);
const VECTORS = new URL("../../../shared/vectors/fhir/r4-validator-cases.json", import.meta.url);
const present = existsSync(VECTORS);
if (!present) console.warn("FHIR validator conformance skipped: vectors not present");

/** `FHIR_EXAMPLES=all npx vitest run test/conformance/fhir.test.ts`: minutes instead of seconds. */
const all = process.env.FHIR_EXAMPLES === "all";
const MUTATIONS = all ? 100_000 : 4_000;
const TIME = all ? 900_000 : 30_000;
const UNDISPATCHED = all ? Number.POSITIVE_INFINITY : 60;

interface ValidatorCase {
  readonly name: string;
  readonly text: string;
  readonly parses: boolean;
  readonly label: string;
  readonly jsonSchema?: string;
}

type Json = Readonly<Record<string, unknown>>;

const schema = hl7Schema();
const examples = readdirSync(EXAMPLES)
  .filter(name => name.endsWith(".json") && name !== "package.json")
  .map(name => ({ name, resource: JSON.parse(readFileSync(new URL(name, EXAMPLES), "utf8")) as Json }))
  .filter(({ resource }) => typeof resource.resourceType === "string");

/** Whether the schema accepts, asked of one resource type's definition, the one that the resource names. */
function byType(options: { readonly meant: boolean }): (resource: unknown) => readonly string[] {
  const definitions: Record<string, object> = Object.fromEntries(
    Object.entries(schema.definitions).map(([name, definition]) => [
      name,
      options.meant ? meant(name, definition) : definition,
    ]),
  );
  definitions.ElementOrGap = { ...definitions.Element, type: ["object", "null"] };
  const { oneOf = [] } = schema.definitions.ResourceList ?? {};
  const dispatched = { discriminator: { propertyName: "resourceType" }, required: ["resourceType"], oneOf };
  const ajv = compiler({ ...schema, definitions: { ...definitions, ResourceList: { type: "object", ...dispatched } } });
  const validate = ajv.compile({ $ref: "hl7#/definitions/ResourceList" });
  return resource => errors(validate, resource);
}

function compiler({ definitions }: Pick<Hl7Schema, "definitions">): Ajv {
  const ajv = new Ajv({ allErrors: true, discriminator: true, strict: false, logger: false });
  ajv.addSchema({ $id: "hl7", definitions, $ref: "#/definitions/ResourceList" });
  return ajv;
}

/** What the schema leaves open by oversight: a complex element is an object, and a whole number is whole. */
function meant(name: string, definition: SchemaDefinition): object {
  const whole = wholeNumbers[name];
  if (whole) return whole;
  if (definition.properties === undefined) return definition;
  const properties = Object.entries(definition.properties).map(([key, property]) => {
    const limit = Object.entries(wholeNumbers).find(
      ([type]) => property.type === "number" && property.pattern === schema.definitions[type]?.pattern,
    )?.[1];
    if (limit) return [key, limit];
    if (!key.startsWith("_")) return [key, property];
    // A companion of an array may have gaps.
    return [key, property.items ? { ...property, items: { $ref: "#/definitions/ElementOrGap" } } : property];
  });
  return { ...definition, type: "object", properties: Object.fromEntries(properties) };
}

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

describe("validateResource and HL7's schema under ajv", () => {
  const letter = byType({ meant: false });
  const asMeant = byType({ meant: true });

  test("agree on every example of HL7's, to the pointers", () => {
    expect(examples.length).toBeGreaterThan(5_000);
    const refused = examples.filter(({ name, resource }) => {
      const expected = letter(resource);
      expect({ name, refused: ours(resource) }).toEqual({ name, refused: expected });
      return expected.length > 0;
    });
    expect(refused.length / examples.length).toBeLessThan(0.01);
  });

  test(
    "agree on examples that something was done to, to the pointers, where the schema means what it says",
    () => {
      const small = examples.filter(({ resource }) => JSON.stringify(resource).length < 20_000);
      const change = fc.record({
        example: fc.nat(small.length - 1),
        seeds: fc.array(fc.nat(), { minLength: 3, maxLength: 9 }),
      });
      fc.assert(
        fc.property(change, ({ example, seeds }) => {
          const changed = mutate(small[example]?.resource, seeds);
          const expected = asMeant(changed);
          expect(ours(changed)).toEqual(expected);
          if (expected.length === 0) expect(letter(changed)).toEqual([]);
        }),
        { numRuns: MUTATIONS },
      );
    },
    TIME,
  );

  test(
    "agree without the short cut through resourceType, by the schema as it is published",
    () => {
      const ajv = compiler(schema);
      const validate = ajv.compile({ $ref: "hl7#/definitions/ResourceList" });
      const byEachType = Object.values(Object.groupBy(examples, ({ resource }) => String(resource.resourceType)));
      const sample = byEachType.flatMap(of => (of ?? []).slice(0, all ? undefined : 1)).slice(0, UNDISPATCHED);
      for (const { name, resource } of sample) {
        expect({ name, valid: validateResource(resource).valid }).toEqual({ name, valid: validate(resource) });
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
      expect({ name, refused }).toEqual({ name, refused: asMeant(resource) });
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
