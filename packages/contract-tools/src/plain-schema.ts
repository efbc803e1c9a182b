import type { JsonSchema } from "./contract-model.ts";
import { isObject } from "./json-pointer.ts";

type Test = (value: unknown) => boolean;

const isText: Test = value => typeof value === "string";
const isNumber: Test = value => typeof value === "number" && Number.isFinite(value);
const isCount: Test = value => Number.isSafeInteger(value) && (value as number) >= 0;
const isScalar: Test = value => value === null || isText(value) || isNumber(value) || typeof value === "boolean";
/** What every object inherits is read like a property, but is none. */
const isName: Test = value => typeof value === "string" && !(value in {});
const areDistinct = (value: unknown, test: Test) =>
  Array.isArray(value) && value.every(test) && new Set(value).size === value.length;

const annotations: Readonly<Record<string, Test>> = {
  title: isText,
  description: isText,
  $comment: isText,
  "x-data-classification": isText,
};
const values: Readonly<Record<string, Test>> = {
  const: isScalar,
  enum: value => areDistinct(value, isScalar) && Array.isArray(value) && value.length > 0,
};
const byType: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  string: { minLength: isCount, maxLength: isCount, pattern: isPattern, "x-pattern-binds": isText, format: isText },
  number: { minimum: isNumber, maximum: isNumber, exclusiveMinimum: isNumber, exclusiveMaximum: isNumber },
  integer: { minimum: isNumber, maximum: isNumber, exclusiveMinimum: isNumber, exclusiveMaximum: isNumber },
  boolean: {},
  null: {},
  array: { minItems: isCount, maxItems: isCount, items: isObject },
  object: {
    properties: value => isObject(value) && Object.keys(value).every(isName) && Object.values(value).every(isObject),
    required: value => areDistinct(value, isName),
    additionalProperties: value => typeof value === "boolean" || isObject(value),
    minProperties: isCount,
    maxProperties: isCount,
  },
};
const dialects = new Set([
  "https://json-schema.org/draft/2020-12/schema",
  "http://json-schema.org/draft-07/schema",
  "http://json-schema.org/draft-07/schema#",
]);

/**
 * Whether a schema file keeps to the part of JSON Schema in which a type is one word, an object has named properties, an
 * array has items of one kind, and alternatives are told apart by a constant. Nothing that ajv would refuse in strict
 * mode is plain, and what is plain ajv accepts, if its references lead somewhere.
 */
export function isPlainSchema(file: JsonSchema, formats: ReadonlySet<string>): boolean {
  const { $schema, $id, $defs, definitions, ...root } = file;
  const named = $schema === "https://json-schema.org/draft/2020-12/schema" ? $defs : definitions;
  const foreign = named === $defs ? definitions : $defs;
  return (
    typeof $schema === "string" &&
    dialects.has($schema) &&
    typeof $id === "string" &&
    foreign === undefined &&
    (named === undefined || isObject(named)) &&
    [root, ...Object.values(named ?? {})].every(each => isObject(each) && isPlain(each, formats))
  );
}

function isPlain(schema: JsonSchema, formats: ReadonlySet<string>): boolean {
  const { type } = schema;
  const has = (allowed: Readonly<Record<string, Test>>) =>
    Object.entries(schema).every(
      ([key, value]) => key === "type" || (Object.hasOwn(allowed, key) && allowed[key]!(value)),
    );
  if ("$ref" in schema) return type === undefined && has({ ...annotations, $ref: isText });
  if ("oneOf" in schema) {
    return (
      type === "object" &&
      has({ ...annotations, oneOf: value => Array.isArray(value) && value.length > 0 && value.every(isReference) })
    );
  }
  if (type === undefined) return ("const" in schema || "enum" in schema) && has({ ...annotations, ...values });
  if (
    typeof type !== "string" ||
    !Object.hasOwn(byType, type) ||
    !has({ ...annotations, ...values, ...byType[type] })
  ) {
    return false;
  }
  const { properties, items, additionalProperties, format } = schema;
  if (format !== undefined && !formats.has(String(format))) return false;
  const inner = [...Object.values(isObject(properties) ? properties : {}), items, additionalProperties];
  return inner.every(each => !isObject(each) || isPlain(each, formats));
}

const isReference: Test = value => isObject(value) && typeof value.$ref === "string" && Object.keys(value).length === 1;

function isPattern(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    return new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
