import type { JsonSchema } from "./contract-model.ts";
import { toPointer } from "./json-pointer.ts";
import { subschemas } from "./schema-positions.ts";
import { dereference, type SchemaSet } from "./schema-reference.ts";

/** A field of an event: `pointer` uses `*` for any array item or map key; unclassified when no schema around it says. */
export interface ClassifiedField {
  readonly pointer: string;
  readonly class: string | undefined;
}

/** Every leaf of the values that a schema describes, with its classification, sorted by pointer. */
export function classifiedFields(schema: JsonSchema, base: string, schemas: SchemaSet): ClassifiedField[] {
  const found = new Map<string, string | undefined>();
  visit({ schema, base }, [], undefined, []);
  return [...found].map(([pointer, of]) => ({ pointer, class: of })).sort((a, b) => (a.pointer < b.pointer ? -1 : 1));

  function visit(
    start: { schema: JsonSchema; base: string },
    path: readonly string[],
    inherited: string | undefined,
    around: readonly JsonSchema[],
  ) {
    const here = dereference(schemas, start);
    if (around.includes(here.schema)) return;
    const stated = here.schema["x-data-classification"] ?? start.schema["x-data-classification"];
    const own = typeof stated === "string" ? stated : inherited;
    let leaf = true;
    for (const {
      path: [keyword = "", name = ""],
      schema: inner,
    } of subschemas(here.schema)) {
      const step = stepInto(keyword, name);
      if (step === undefined) continue;
      if (step.length > 0) leaf = false;
      else leaf &&= !describesFields(inner);
      visit({ schema: inner, base: here.base }, [...path, ...step], own, [...around, here.schema]);
    }
    if (leaf && path.length > 0 && here.schema.type !== "object") {
      const pointer = toPointer(path);
      found.set(pointer, own ?? found.get(pointer));
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
