import type { JsonSchema } from "./contract-model.ts";
import { toPointer } from "./json-pointer.ts";
import { subschemas } from "./schema-positions.ts";
import { dereference, type Located, type SchemaSet } from "./schema-reference.ts";

/** A field of an event: `pointer` uses `*` for any array item or map key; unclassified when no schema around it says. */
export interface ClassifiedField {
  readonly pointer: string;
  readonly class: string | undefined;
  /** The schema that describes the leaf: its file by `$id`, and where in it. */
  readonly schemaId: string;
  readonly schemaPointer: string;
}

/** Every leaf of the values that a schema describes, with its classification, sorted by pointer. */
export function classifiedFields(schema: JsonSchema, base: string, schemas: SchemaSet): ClassifiedField[] {
  const found = new Map<string, ClassifiedField>();
  visit({ schema, base, pointer: "" }, [], undefined, []);
  return [...found.values()].sort((a, b) => (a.pointer < b.pointer ? -1 : 1));

  function visit(
    start: Located,
    path: readonly string[],
    inherited: string | undefined,
    around: readonly JsonSchema[],
  ) {
    const here = dereference(schemas, start);
    if (around.includes(here.schema)) return;
    const stated = here.schema["x-data-classification"] ?? start.schema["x-data-classification"];
    const own = typeof stated === "string" ? stated : inherited;
    let leaf = here.schema.type !== "object" && path.length > 0;
    for (const { path: at, schema: inner } of subschemas(here.schema)) {
      const step = stepInto(at[0]!, at[1]!);
      if (step === undefined) continue;
      if (step.length > 0 || describesFields(inner)) leaf = false;
      const below = { schema: inner, base: here.base, pointer: here.pointer + toPointer(at) };
      visit(below, [...path, ...step], own, [...around, here.schema]);
    }
    const pointer = toPointer(path);
    if (leaf && (own !== undefined || !found.has(pointer))) {
      found.set(pointer, { pointer, class: own, schemaId: here.base, schemaPointer: here.pointer });
    }
  }
}

const describesFields = (schema: JsonSchema) => "$ref" in schema || "properties" in schema || "items" in schema;

function stepInto(keyword: string, name: string): readonly string[] | undefined {
  switch (keyword) {
    case "properties":
      return [name];
    case "items":
    case "prefixItems":
    case "additionalItems":
    case "additionalProperties":
    case "patternProperties":
      return ["*"];
    case "allOf":
    case "anyOf":
    case "oneOf":
    case "then":
    case "else":
      return [];
    default:
      return undefined;
  }
}
