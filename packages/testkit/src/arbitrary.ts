import type { JsonSchema } from "@tributary/contract-tools/contract-model";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { resolveReference, type SchemaSet } from "@tributary/contract-tools/schema-reference";
import fc from "fast-check";

/** Values stay small even if a schema allows huge ones: tests need variety, not volume. */
const mostItems = 4;
const mostCharacters = 64;

/** Restricting keywords that are not supported. Any other unknown keyword is an annotation. */
const unsupported = [
  "if",
  "then",
  "else",
  "not",
  "contains",
  "dependentRequired",
  "dependentSchemas",
  "patternProperties",
  "prefixItems",
  "propertyNames",
  "multipleOf",
];

/**
 * Values that a schema accepts, for fast-check. References resolve within `schemas`, by `$id`; `base` is the `$id` that
 * relative ones start from. Throws on an unsupported keyword rather than generate an invalid value.
 */
export function arbitraryFor(
  schema: JsonSchema,
  schemas: SchemaSet = new Map(),
  base = String(schema.$id ?? ""),
): fc.Arbitrary<unknown> {
  const refused = unsupported.find(keyword => keyword in schema);
  if (refused !== undefined) throw new Error(`cannot generate values for the keyword "${refused}"`);
  const inner = (value: unknown) => (isObject(value) ? arbitraryFor(value, schemas, base) : fc.jsonValue());
  if (typeof schema.$ref === "string") {
    const target = resolveReference(schemas, base, schema.$ref);
    if (target === undefined) throw new Error(`nothing is found at "${schema.$ref}"`);
    return arbitraryFor(target.schema, schemas, target.base);
  }
  if ("const" in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const choices = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(choices)) return fc.oneof(...choices.map(inner));
  if (Array.isArray(schema.allOf)) return fc.tuple(...schema.allOf.map(inner)).map(merged);
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return fc.oneof(...types.map(type => ofType(String(type), schema, inner)));
}

function ofType(
  type: string,
  schema: JsonSchema,
  inner: (value: unknown) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  switch (type) {
    case "string":
      return text(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "integer":
      return fc.integer({ min: lower(schema, 1, -1_000_000), max: upper(schema, 1, 1_000_000) });
    case "number":
      return fc.double({
        min: lower(schema, Number.EPSILON, -1e9),
        max: upper(schema, Number.EPSILON, 1e9),
        noNaN: true,
      });
    case "array": {
      const minLength = Number(schema.minItems ?? 0);
      const bounds = {
        minLength,
        maxLength: Math.min(Number(schema.maxItems ?? mostItems), Math.max(mostItems, minLength)),
      };
      const unique = { ...bounds, selector: (item: unknown) => JSON.stringify(item) };
      return schema.uniqueItems === true
        ? fc.uniqueArray(inner(schema.items), unique)
        : fc.array(inner(schema.items), bounds);
    }
    case "object":
      return object(schema, inner);
    default:
      return fc.jsonValue();
  }
}

function object(schema: JsonSchema, inner: (value: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const model = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, inner(value)]));
  return fc.record(model, { requiredKeys: required.filter(name => Object.hasOwn(model, name)), noNullPrototype: true });
}

function text(schema: JsonSchema): fc.Arbitrary<string> {
  const minLength = Number(schema.minLength ?? 0);
  const maxLength = Number(schema.maxLength ?? Number.POSITIVE_INFINITY);
  const fits = (value: string) => [...value].length >= minLength && [...value].length <= maxLength;
  if (typeof schema.pattern === "string") return fc.stringMatching(new RegExp(schema.pattern, "u")).filter(fits);
  if (schema.format !== undefined) return formatted(String(schema.format)).filter(fits);
  return fc.string({ unit: "binary", minLength, maxLength: Math.min(maxLength, Math.max(mostCharacters, minLength)) });
}

function formatted(format: string): fc.Arbitrary<string> {
  const moment = fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  switch (format) {
    case "date-time":
      return moment.map(date => date.toISOString());
    case "date":
      return moment.map(date => date.toISOString().slice(0, 10));
    case "time":
      return moment.map(date => date.toISOString().slice(11));
    case "uuid":
      return fc.uuid();
    case "email":
      return fc.emailAddress();
    case "uri":
      return fc.webUrl();
    default:
      throw new Error(`cannot generate values for the format "${format}"`);
  }
}

const lower = ({ minimum, exclusiveMinimum }: JsonSchema, step: number, otherwise: number) =>
  typeof exclusiveMinimum === "number" ? exclusiveMinimum + step : typeof minimum === "number" ? minimum : otherwise;

const upper = ({ maximum, exclusiveMaximum }: JsonSchema, step: number, otherwise: number) =>
  typeof exclusiveMaximum === "number" ? exclusiveMaximum - step : typeof maximum === "number" ? maximum : otherwise;

const merged = (parts: readonly unknown[]): unknown =>
  parts.every(isObject) ? Object.assign({}, ...parts) : parts.at(-1);
