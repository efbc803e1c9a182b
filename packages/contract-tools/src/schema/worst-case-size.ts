import type { JsonSchema } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";
import { patternExtent } from "./pattern-extent.ts";
import { dereference, type Located, type SchemaSet } from "./schema-reference.ts";

/** JSON escapes a control character, or half a surrogate pair, to six bytes; UTF-8 needs at most four. */
const worstCharacter = 6;
/** A double in JSON: sign, 17 digits, point, exponent of five characters. */
const worstNumber = 25;

/** Longest texts of the formats, in bytes; a uuid may begin with "urn:uuid:". Times are as long as the fraction of their second. */
const formatBytes: Readonly<Record<string, number>> = { date: 10, uuid: 45, ipv4: 15, ipv6: 45 };
/** Of their characters only the one between date and time may need an escape. */
const timeFormats: readonly unknown[] = ["date-time", "time"];

/** An upper bound of the bytes that a value takes as compact JSON in UTF-8; Infinity when the schema gives none. */
export function worstCaseSize(schema: JsonSchema, base: string, schemas: SchemaSet): number {
  const known = new Map<JsonSchema, number>();
  return size({ schema, base, pointer: "" });

  function size(start: Located): number {
    const here = dereference(schemas, start);
    const before = known.get(here.schema);
    if (before !== undefined) return before;
    // Met again inside itself, it has no bound.
    known.set(here.schema, Number.POSITIVE_INFINITY);
    const inner = (value: unknown) => (isObject(value) ? size({ ...here, schema: value }) : Number.POSITIVE_INFINITY);
    const least = Math.min(own(here.schema, inner), combined(here.schema, inner));
    known.set(here.schema, least);
    return least;
  }
}

type Measure = (schema: unknown) => number;

/** What the schema's own keywords allow. */
function own(schema: JsonSchema, inner: Measure): number {
  if ("const" in schema) return bytes(schema.const);
  if (Array.isArray(schema.enum)) return Math.max(0, ...schema.enum.map(bytes));
  const types: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  return Math.max(...types.map(type => measures[String(type)]?.(schema, inner) ?? Number.POSITIVE_INFINITY));
}

/** A value obeys every branch of `allOf`, and some branch of `anyOf` and `oneOf`. */
function combined(schema: JsonSchema, inner: Measure): number {
  const branches = (keyword: string) => (Array.isArray(schema[keyword]) ? schema[keyword].map(inner) : []);
  const some = ["anyOf", "oneOf"].map(branches).filter(sizes => sizes.length > 0);
  return Math.min(Number.POSITIVE_INFINITY, ...branches("allOf"), ...some.map(sizes => Math.max(...sizes)));
}

const measures: Readonly<Record<string, (schema: JsonSchema, inner: Measure) => number>> = {
  null: () => 4,
  boolean: () => 5,
  integer: () => worstNumber,
  number: () => worstNumber,
  string: text,
  array: ({ items, prefixItems, maxItems }, inner) => {
    if (maxItems === 0 || items === false) return 2;
    const each = Math.max(...[prefixItems ?? [], items ?? {}].flat().map(inner));
    return typeof maxItems === "number" ? 2 + maxItems * (each + 1) : Number.POSITIVE_INFINITY;
  },
  object: ({ properties, additionalProperties, unevaluatedProperties, patternProperties }, inner) => {
    if (additionalProperties !== false && unevaluatedProperties !== false) return Number.POSITIVE_INFINITY;
    if (isObject(patternProperties) && Object.keys(patternProperties).length > 0) return Number.POSITIVE_INFINITY;
    const fields = Object.entries(isObject(properties) ? properties : {});
    return fields.reduce((sum, [name, schema]) => sum + bytes(name) + 2 + inner(schema), 2);
  },
};

/** The least of what length, format and pattern allow, the quotes included. */
function text({ maxLength, format, pattern }: JsonSchema): number {
  const extent = typeof pattern === "string" ? patternExtent(pattern) : undefined;
  const length = Math.min(
    typeof maxLength === "number" ? maxLength : Number.POSITIVE_INFINITY,
    extent?.characters ?? Number.POSITIVE_INFINITY,
  );
  const byFormat = timeFormats.includes(format)
    ? length + worstCharacter
    : (formatBytes[String(format)] ?? Number.POSITIVE_INFINITY);
  return 2 + Math.min(length * worstCharacter, extent?.bytes ?? Number.POSITIVE_INFINITY, byFormat);
}

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
