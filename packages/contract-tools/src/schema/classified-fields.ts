import type { JsonSchema } from "../source/contract-model.ts";
import { toPointer } from "../source/json-pointer.ts";
import { besidePart, conjuncts, describes } from "./beside.ts";
import { PATTERN_BINDS } from "./pattern-binds.ts";
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
  const restricted = new Map<string, ClassifiedField>();
  let looks = 0;
  visit({ schema, base, pointer: "" }, [], undefined, [], []);
  for (const [pointer, field] of restricted) {
    const isDescribed = found.has(pointer) || [...found.keys()].some(each => each.startsWith(`${pointer}/`));
    if (!isDescribed) found.set(pointer, field);
  }
  const fields = [...found.values()].sort((a, b) => (a.pointer < b.pointer ? -1 : 1));
  return { fields, places, isWhole: looks <= MOST_LOOKS };

  function visit(
    start: Located,
    path: readonly string[],
    inherited: string | undefined,
    around: readonly JsonSchema[],
    beside: readonly Located[],
  ) {
    const here = dereference(schemas, start);
    if (around.includes(here.schema) || ++looks > MOST_LOOKS) return;
    const stated = here.schema["x-data-classification"] ?? start.schema["x-data-classification"];
    const own = typeof stated === "string" ? stated : inherited;
    const same = [...conjuncts(start, schemas), ...beside];
    let leaf = path.length > 0 && !isDescribedObject(here.schema);
    for (const { path: at, schema: inner } of subschemas(here.schema)) {
      const step = stepInto(at[0]!, at[1]!);
      if (step === undefined) continue;
      if (step.length > 0 || describesFields(inner)) leaf = false;
      const below = { schema: inner, base: here.base, pointer: here.pointer + toPointer(at) };
      const next = [...path, ...step];
      const others = besidePart(same, at, schemas).filter(each => each.schema !== inner);
      if (step.length > 0) places.push({ pointer: toPointer(next), of: "value", place: together(below, others) });
      if (isMap(at[0]!))
        places.push({ pointer: toPointer(next), of: "key", place: { ...below, schema: keySchema(here.schema, at) } });
      visit(below, next, own, [...around, here.schema], others);
    }
    // What only restricts a value that is described beside it is no field of its own.
    const isRestriction = own === undefined && beside.some(each => describes(each.schema));
    if (leaf) add(path, own, here, isRestriction ? restricted : found);
    for (const [name, anything] of Object.entries(here.schema.properties ?? {})) {
      if (anything !== true) continue;
      const place = { ...here, schema: {}, pointer: here.pointer + toPointer(["properties", name]) };
      places.push({ pointer: toPointer([...path, name]), of: "value", place });
      add([...path, name], own, place, isRestriction ? restricted : found);
    }
  }

  function add(
    path: readonly string[],
    own: string | undefined,
    { schema, base, pointer: schemaPointer }: Located,
    fields: Map<string, ClassifiedField>,
  ) {
    const pointer = toPointer(path);
    const known = fields.get(pointer);
    if (known !== undefined && !isWorse(own, known.class)) return;
    const { pattern } = schema;
    const withheld = PATTERN_BINDS in schema && typeof pattern === "string" ? { pattern } : {};
    fields.set(pointer, { pointer, class: own, schemaId: base, schemaPointer, ...withheld });
  }
}

/** Any class says more than none at all, which a variant may leave to the others. */
const isWorse = (own: string | undefined, known: string | undefined) =>
  own !== undefined && (known === undefined || classes.indexOf(own) < classes.indexOf(known));

/** Whether the members of an object are described, here or by what it is composed of; else it is a leaf, whatever it holds. */
const isDescribedObject = ({ type, additionalProperties, ...schema }: JsonSchema) =>
  type === "object" &&
  (additionalProperties === false || ["properties", "allOf", "anyOf", "oneOf", "$ref"].some(name => name in schema));

/** A schema with those that the same value must obey as well; an object or an array that says nothing of its parts stays alone. */
function together(place: Located, beside: readonly Located[]): Located {
  const { schema, base } = place;
  const others = beside.filter(each => each.base === base).map(each => each.schema);
  const hasParts = [schema.type].flat().some(type => type === "object" || type === "array");
  return others.length === 0 || hasParts ? place : { ...place, schema: { allOf: [schema, ...others] } };
}

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
