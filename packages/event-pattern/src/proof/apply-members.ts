import type { Facts } from "./facts.ts";
import { note, type Proof, placeOf } from "./proof.ts";
import { resolveRef } from "./reference.ts";
import { below, isJsonObject, type JsonObject, type SchemaNode } from "./schema-node.ts";

const number = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);

/** Adds what a schema says of the members of an object. */
export function applyObjectKeywords(proof: Proof, facts: Facts, node: SchemaNode, schema: JsonObject): void {
  const { properties, patternProperties, required } = schema;
  const place = placeOf(node, "additionalProperties");
  if (["properties", "patternProperties", "additionalProperties"].some(keyword => keyword in schema)) {
    const names = isJsonObject(properties) ? Object.keys(properties) : [];
    const patterns = isJsonObject(patternProperties) ? Object.keys(patternProperties) : [];
    facts.objects.push({
      place,
      properties: new Map(names.map(name => [name, below(node, "properties", name)])),
      patterns: patterns.flatMap(source => patternOf(proof, node, source)),
      rest: "additionalProperties" in schema ? below(node, "additionalProperties") : undefined,
    });
  }
  if ("unevaluatedProperties" in schema) closeEvaluated(proof, facts, node, schema);
  for (const name of Array.isArray(required) ? required.map(String) : []) {
    // ajv does not notice a missing "".
    if (name === "") note(proof.ignored, placeOf(node, "required"));
    else facts.required.set(name, placeOf(node, "required"));
  }
  if ("propertyNames" in schema) facts.names.push(below(node, "propertyNames"));
  facts.minProperties = Math.max(facts.minProperties, number(schema.minProperties, 0));
  facts.maxProperties = Math.min(facts.maxProperties, number(schema.maxProperties, Number.POSITIVE_INFINITY));
}

function patternOf(proof: Proof, node: SchemaNode, source: string): (readonly [RegExp, SchemaNode])[] {
  try {
    return [[new RegExp(source, "u"), below(node, "patternProperties", source)]];
  } catch {
    note(proof.ignored, placeOf(node, "patternProperties"));
    return [[/(?:)/u, { ...node, schema: true }]];
  }
}

/** `unevaluatedProperties: false` closes an object but for what any part of the schema names; that some parts may not apply only adds values. */
function closeEvaluated(proof: Proof, facts: Facts, node: SchemaNode, schema: JsonObject): void {
  const place = placeOf(node, "unevaluatedProperties");
  note(proof.ignored, place);
  const names = new Set<string>();
  const patterns: RegExp[] = [];
  const seen = new Set<unknown>();
  const isOpen = (part: unknown, base: string): boolean => {
    if (!isJsonObject(part) || seen.has(part)) return false;
    seen.add(part);
    if ("additionalProperties" in part || (part !== schema && "unevaluatedProperties" in part) || "$dynamicRef" in part)
      return true;
    if (isJsonObject(part.properties)) for (const name of Object.keys(part.properties)) names.add(name);
    try {
      if (isJsonObject(part.patternProperties))
        patterns.push(...Object.keys(part.patternProperties).map(each => new RegExp(each, "u")));
    } catch {
      return true;
    }
    const target = typeof part.$ref === "string" ? resolveRef(proof.schemas, base, part.$ref) : undefined;
    if (typeof part.$ref === "string" && (target === undefined || isOpen(target.schema, target.base))) return true;
    const lists = [part.allOf, part.anyOf, part.oneOf].flatMap(each => (Array.isArray(each) ? each : []));
    const maps = [part.dependentSchemas].flatMap(each => (isJsonObject(each) ? Object.values(each) : []));
    return [...lists, ...maps, part.if, part.then, part.else].some(each => isOpen(each, base));
  };
  if (isOpen(schema, node.base)) return;
  facts.objects.push({
    place,
    properties: new Map([...names].map(name => [name, { ...node, schema: true }])),
    patterns: patterns.map(each => [each, { ...node, schema: true }]),
    rest: below(node, "unevaluatedProperties"),
  });
}

/** Adds what a schema says of the items of an array. */
export function applyArrayKeywords(proof: Proof, facts: Facts, node: SchemaNode, schema: JsonObject): void {
  const [list, rest] = Array.isArray(schema.prefixItems)
    ? ["prefixItems", "items"]
    : Array.isArray(schema.items)
      ? ["items", "additionalItems"]
      : ["", "items"];
  const prefix = schema[list];
  if (Array.isArray(prefix) || "items" in schema) {
    facts.arrays.push({
      prefix: Array.isArray(prefix) ? prefix.map((_, i) => below(node, list, i)) : [],
      rest: rest in schema ? below(node, rest) : undefined,
    });
  }
  if ("contains" in schema) {
    // Beside a tuple ajv takes the empty array for one that contains what is asked for, against the specification.
    const isCertain = !Array.isArray(prefix) || prefix.length === 0;
    if (!isCertain) note(proof.ignored, placeOf(node, "contains"));
    else if (schema.minContains !== 0) facts.contains.push(below(node, "contains"));
    if ("minContains" in schema || "maxContains" in schema) note(proof.ignored, placeOf(node, "contains"));
  }
  facts.minItems = Math.max(facts.minItems, number(schema.minItems, 0));
  facts.maxItems = Math.min(facts.maxItems, number(schema.maxItems, Number.POSITIVE_INFINITY));
  facts.unique ||= schema.uniqueItems === true;
}
