import { besidePart, conjuncts } from "../schema/beside.ts";
import { subschemas } from "../schema/schema-positions.ts";
import { type Located, resolveReference, type SchemaSet } from "../schema/schema-reference.ts";
import type { JsonSchema } from "../source/contract-model.ts";
import { fromPointer, toPointer } from "../source/json-pointer.ts";

/** A part of a schema that lets a value grow without bound. */
export interface UnboundedField {
  readonly schemaId: string;
  readonly pointer: string;
  readonly why: string;
}

/** Texts without a length, arrays without a count, open objects and schemas that contain themselves. */
export function unboundedFields(schema: JsonSchema, id: string, schemas: SchemaSet): UnboundedField[] {
  const found: UnboundedField[] = [];
  const around = new Set<JsonSchema>();
  const seen = new Set<JsonSchema>();
  visit(schema, id, [], []);
  return found;

  function visit(here: JsonSchema, base: string, path: readonly string[], beside: readonly Located[]) {
    const report = (why: string) => found.push({ schemaId: base, pointer: toPointer(path), why });
    if (around.has(here)) report("the schema contains itself");
    if (seen.has(here)) return;
    seen.add(here);
    // What bounds a value may stand beside what describes it.
    const isUnbounded = (holds: (schema: JsonSchema) => boolean) =>
      holds(here) && beside.every(({ schema: other }) => holds({ ...other, ...here }));
    const why = reasons.find(([, holds]) => isUnbounded(holds))?.[0];
    if (why !== undefined) report(why);
    around.add(here);
    if (typeof here.$ref === "string") {
      const target = resolveReference(schemas, base, here.$ref);
      if (target !== undefined) visit(target.schema, target.base, fromPointer(target.pointer), beside);
    }
    const same = [...conjuncts({ schema: here, base, pointer: "" }, schemas), ...beside];
    for (const { path: step, schema: inner } of subschemas(here)) {
      if (!["$defs", "definitions", "not", "if", "propertyNames"].includes(step[0]!))
        visit(
          inner,
          base,
          [...path, ...step],
          besidePart(same, step, schemas).filter(each => each.schema !== inner),
        );
    }
    around.delete(here);
  }
}

/** Whether the schema names the type, alone or among others. */
const admits = (type: unknown, name: string) => type === name || (Array.isArray(type) && type.includes(name));

const finite = (schema: JsonSchema) => "const" in schema || "enum" in schema;

/** A pattern that is anchored and repeats nothing without limit. */
const boundedPattern = (pattern: unknown) =>
  typeof pattern === "string" &&
  /^\^.*\$$/.test(pattern) &&
  !/[*+]|\{\d+,\}/.test(pattern.replace(/\[[^\]]*\]|\\./g, "x"));

/** Not those of times: a fraction of a second may have any number of digits. */
const boundedFormats = ["date", "uuid", "ipv4", "ipv6"];

const annotations = ["title", "description", "examples", "default", "$comment", "x-data-classification"];

const reasons: readonly (readonly [string, (schema: JsonSchema) => boolean])[] = [
  [
    "the text has no maxLength",
    ({ type, maxLength, pattern, format, ...rest }) =>
      admits(type, "string") &&
      maxLength === undefined &&
      !boundedPattern(pattern) &&
      !boundedFormats.includes(String(format)) &&
      !finite(rest),
  ],
  [
    "the array has no maxItems",
    ({ type, maxItems, ...rest }) => admits(type, "array") && maxItems === undefined && !finite(rest),
  ],
  [
    "the object is open",
    ({ type, properties, additionalProperties, unevaluatedProperties, maxProperties }) =>
      admits(type, "object") &&
      properties !== undefined &&
      additionalProperties !== false &&
      unevaluatedProperties !== false &&
      maxProperties === undefined,
  ],
  [
    "the map has no maxProperties",
    ({ type, properties, additionalProperties, unevaluatedProperties, maxProperties, ...rest }) =>
      admits(type, "object") &&
      properties === undefined &&
      additionalProperties !== false &&
      unevaluatedProperties !== false &&
      maxProperties === undefined &&
      !finite(rest) &&
      !["$ref", "allOf", "anyOf", "oneOf"].some(keyword => keyword in rest),
  ],
  ["the value may be anything", schema => Object.keys(schema).every(keyword => annotations.includes(keyword))],
];
