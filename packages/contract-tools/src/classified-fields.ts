import type { JsonSchema } from "./contract-model.ts";
import { PATTERN_BINDS } from "./derive-schema.ts";
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
  /** Of a pattern that binds producers alone: what a consumer may log of the field. */
  readonly pattern?: string;
}

/** Schemas of the values at one pointer, or of the keys of the map that its last `*` stands for. */
export interface FieldPlace {
  readonly pointer: string;
  readonly of: "value" | "key";
  readonly place: Located;
}

/** From the most sensitive on: what several variants or items say of one pointer counts as the worst of it. */
const classes: readonly unknown[] = ["phi", "pii", "none"];

/** How many schemas are looked into: some that refer to one another have more fields than could ever be listed. */
const MOST_LOOKS = 50_000;

/**
 * Every leaf of the values that a schema describes, with its classification, sorted by pointer. `isWhole` is false where there
 * are too many to be listed: whatever is not listed counts as unclassified.
 */
export function classifiedFields(
  schema: JsonSchema,
  base: string,
  schemas: SchemaSet,
): { readonly fields: readonly ClassifiedField[]; readonly places: readonly FieldPlace[]; readonly isWhole: boolean } {
  const found = new Map<string, ClassifiedField>();
  const places: FieldPlace[] = [];
  let looks = 0;
  visit({ schema, base, pointer: "" }, [], undefined, []);
  const fields = [...found.values()].sort((a, b) => (a.pointer < b.pointer ? -1 : 1));
  return { fields, places, isWhole: looks <= MOST_LOOKS };

  function visit(
    start: Located,
    path: readonly string[],
    inherited: string | undefined,
    around: readonly JsonSchema[],
  ) {
    const here = dereference(schemas, start);
    if (around.includes(here.schema) || ++looks > MOST_LOOKS) return;
    const stated = here.schema["x-data-classification"] ?? start.schema["x-data-classification"];
    const own = typeof stated === "string" ? stated : inherited;
    let leaf = path.length > 0 && !isDescribedObject(here.schema);
    for (const { path: at, schema: inner } of subschemas(here.schema)) {
      const step = stepInto(at[0]!, at[1]!);
      if (step === undefined) continue;
      if (step.length > 0 || describesFields(inner)) leaf = false;
      const below = { schema: inner, base: here.base, pointer: here.pointer + toPointer(at) };
      const next = [...path, ...step];
      if (step.length > 0) places.push({ pointer: toPointer(next), of: "value", place: below });
      if (isMap(at[0]!))
        places.push({ pointer: toPointer(next), of: "key", place: { ...below, schema: keySchema(here.schema, at) } });
      visit(below, next, own, [...around, here.schema]);
    }
    if (leaf) add(path, own, here);
    for (const [name, anything] of Object.entries(here.schema.properties ?? {})) {
      if (anything !== true) continue;
      places.push({ pointer: toPointer([...path, name]), of: "value", place: { ...here, schema: {} } });
      add([...path, name], own, here);
    }
  }

  function add(path: readonly string[], own: string | undefined, { schema, base, pointer: schemaPointer }: Located) {
    const pointer = toPointer(path);
    const known = found.get(pointer);
    if (known !== undefined && !isWorse(own, known.class)) return;
    const { pattern } = schema;
    const withheld = PATTERN_BINDS in schema && typeof pattern === "string" ? { pattern } : {};
    found.set(pointer, { pointer, class: own, schemaId: base, schemaPointer, ...withheld });
  }
}

/** Any class says more than none at all, which a variant may leave to the others. */
const isWorse = (own: string | undefined, known: string | undefined) =>
  own !== undefined && (known === undefined || classes.indexOf(own) < classes.indexOf(known));

/** Whether the members of an object are described, here or by what it is composed of; else it is a leaf, whatever it holds. */
const isDescribedObject = ({ type, additionalProperties, ...schema }: JsonSchema) =>
  type === "object" &&
  (additionalProperties === false || ["properties", "allOf", "anyOf", "oneOf", "$ref"].some(name => name in schema));

const isMap = (keyword: string) => keyword === "additionalProperties" || keyword === "patternProperties";

/** What the keys obey that a keyword of a map describes the values of. */
const keySchema = ({ propertyNames }: JsonSchema, [keyword, pattern]: readonly string[]): JsonSchema => ({
  allOf: [propertyNames ?? true, keyword === "patternProperties" ? { pattern } : true],
});

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
