import type { JsonSchema } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";
import { PATTERN_BINDS } from "./pattern-binds.ts";

type Test = (value: unknown) => boolean;

const isText: Test = value => typeof value === "string";
const isNumber: Test = value => typeof value === "number" && Number.isFinite(value);
const isCount: Test = value => Number.isSafeInteger(value) && (value as number) >= 0;
const isScalar: Test = value => value === null || isText(value) || isNumber(value) || typeof value === "boolean";
/** What every object inherits is read like a property, but is none. */
const isName: Test = value => typeof value === "string" && !(value in {});
const areDistinct = (value: unknown, test: Test) =>
  Array.isArray(value) && value.every(test) && new Set(value).size === value.length;

const annotations: Readonly<Record<string, Test>> = { title: isText, description: isText };
const values: Readonly<Record<string, Test>> = {
  const: isScalar,
  enum: value => areDistinct(value, isScalar) && Array.isArray(value) && value.length > 0,
};
const numbers = {
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: isNumber,
};
const scalars: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  string: { minLength: isCount, maxLength: isCount, pattern: isText, [PATTERN_BINDS]: isText, format: isText },
  number: numbers,
  integer: numbers,
  boolean: {},
  null: {},
};
const byType: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  ...scalars,
  array: { minItems: isCount, maxItems: isCount, items: isObject },
  object: {
    properties: value => isObject(value) && Object.keys(value).every(isName) && Object.values(value).every(isObject),
    required: value => areDistinct(value, isName),
    additionalProperties: value => typeof value === "boolean" || isObject(value),
    minProperties: isCount,
    maxProperties: isCount,
  },
};

/** The keywords that restrict values of one type which have no parts, by its name. */
export const scalarKeywords: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(scalars).map(([type, tests]) => [type, Object.keys(tests)]),
);

/**
 * Whether a schema, its subschemas apart, keeps to the part of JSON Schema that generated code decides by itself: one type,
 * or a choice of some of whose parts nothing is said; objects with named properties, arrays with items of one kind, constants.
 */
export function isPlainNode(schema: JsonSchema): boolean {
  const { type } = schema;
  const has = (allowed: Readonly<Record<string, Test>>) =>
    Object.entries(schema).every(
      ([key, value]) => key === "type" || (Object.hasOwn(allowed, key) && allowed[key]!(value)),
    );
  if ("$ref" in schema) return has({ ...annotations, $ref: isText });
  if (type === undefined) return has({ ...annotations, ...values });
  if (Array.isArray(type)) {
    if (!type.every(each => Object.hasOwn(byType, String(each)))) return false;
    return has(Object.assign({}, annotations, values, ...type.map(each => scalars[String(each)])));
  }
  return Object.hasOwn(byType, String(type)) && has({ ...annotations, ...values, ...byType[String(type)] });
}
