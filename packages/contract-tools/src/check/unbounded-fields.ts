import type { JsonSchema } from "../contract-model.ts";
import { fromPointer, toPointer } from "../json-pointer.ts";
import { subschemas } from "../schema-positions.ts";
import { resolveReference, type SchemaSet } from "../schema-reference.ts";

/** A part of a schema that lets a value grow without bound. */
export interface UnboundedField {
  readonly schemaId: string;
  readonly pointer: string;
  readonly why: string;
}

/** Texts without a length, arrays without a count, open objects and schemas that contain themselves. */
export function unboundedFields(schema: JsonSchema, id: string, schemas: SchemaSet): UnboundedField[] {
  const found: UnboundedField[] = [];
  visit(schema, id, [], []);
  return found;

  function visit(here: JsonSchema, base: string, path: readonly string[], around: readonly JsonSchema[]) {
    const report = (why: string) => found.push({ schemaId: base, pointer: toPointer(path), why });
    if (around.includes(here)) return report("the schema contains itself");
    const why = reasons.find(([, holds]) => holds(here))?.[0];
    if (why !== undefined) report(why);
    const inside = [...around, here];
    if (typeof here.$ref === "string") {
      const target = resolveReference(schemas, base, here.$ref);
      if (target !== undefined) visit(target.schema, target.base, fromPointer(target.pointer), inside);
    }
    for (const { path: step, schema: inner } of subschemas(here)) {
      if (!["$defs", "definitions", "not", "if", "propertyNames"].includes(step[0]!))
        visit(inner, base, [...path, ...step], inside);
    }
  }
}

const finite = (schema: JsonSchema) => "const" in schema || "enum" in schema;

/** A pattern that is anchored and repeats nothing without limit. */
const boundedPattern = (pattern: unknown) =>
  typeof pattern === "string" &&
  /^\^.*\$$/.test(pattern) &&
  !/[*+]|\{\d+,\}/.test(pattern.replace(/\[[^\]]*\]|\\./g, "x"));

const boundedFormats = ["date-time", "date", "time", "uuid", "duration", "ipv4", "ipv6"];

const reasons: readonly (readonly [string, (schema: JsonSchema) => boolean])[] = [
  [
    "the text has no maxLength",
    ({ type, maxLength, pattern, format, ...rest }) =>
      type === "string" &&
      maxLength === undefined &&
      !boundedPattern(pattern) &&
      !boundedFormats.includes(String(format)) &&
      !finite(rest),
  ],
  [
    "the array has no maxItems",
    ({ type, maxItems, ...rest }) => type === "array" && maxItems === undefined && !finite(rest),
  ],
  [
    "the object is open",
    ({ type, properties, additionalProperties, unevaluatedProperties, maxProperties }) =>
      type === "object" &&
      properties !== undefined &&
      additionalProperties !== false &&
      unevaluatedProperties !== false &&
      maxProperties === undefined,
  ],
];
