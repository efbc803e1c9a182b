import { applyEnum, applyLeafKeyword, applyType } from "./apply-keywords.ts";
import type { Facts } from "./facts.ts";
import { note, type Proof, placeOf } from "./proof.ts";
import { resolveRef } from "./reference.ts";
import { below, isJsonObject, type JsonObject, madeUp, opposite, type SchemaNode } from "./schema-node.ts";

type Choice = readonly (readonly SchemaNode[])[];

/** Says nothing of a value. */
const annotations = new Set([
  "$id",
  "$schema",
  "$defs",
  "definitions",
  "$comment",
  "$anchor",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "then",
  "else",
  "minContains",
  "maxContains",
]);
const ofArrays = new Set([
  "items",
  "prefixItems",
  "additionalItems",
  "contains",
  "uniqueItems",
  "unevaluatedItems",
  "minItems",
  "maxItems",
]);
const ofObjects = new Set([
  "additionalProperties",
  "patternProperties",
  "propertyNames",
  "unevaluatedProperties",
  "dependentRequired",
  "dependentSchemas",
  "dependencies",
  "minProperties",
  "maxProperties",
]);

/** The opposite of a schema: the opposite of any of its keywords. Adds what it comes to when there is one only; else gives the choice. */
export function expandOpposite(proof: Proof, facts: Facts, node: SchemaNode, schema: JsonObject): Choice[] {
  const keywords = Object.keys(schema).filter(keyword => !annotations.has(keyword) && !keyword.startsWith("x-"));
  const [keyword] = keywords;
  if (keyword === undefined) return [[]];
  if (keywords.length === 1) return one(proof, facts, node, schema, keyword);
  const branches = Object.entries(schema).filter(([name]) => name === "then" || name === "else");
  const companions = (name: string) => (name === "if" ? Object.fromEntries(branches) : {});
  return [
    keywords.map(name => [
      opposite({ ...node, negative: false, schema: { [name]: schema[name], ...companions(name) } }),
    ]),
  ];
}

function one(proof: Proof, facts: Facts, node: SchemaNode, schema: JsonObject, keyword: string): Choice[] {
  const value = schema[keyword];
  const place = placeOf(node, keyword);
  const part = (...steps: readonly (string | number)[]) => ({ ...below(node, keyword, ...steps), negative: false });
  const parts = Array.isArray(value) ? value.map((_, i) => part(i)) : [];
  switch (keyword) {
    case "type":
      applyType(facts, value, true, place);
      return [];
    case "enum":
    case "const":
      applyEnum(proof, facts, keyword === "const" ? [value] : Array.isArray(value) ? value : [], true, place);
      return [];
    case "$ref": {
      const target = resolveRef(proof.schemas, node.base, String(value));
      if (target !== undefined) return [[[opposite(target)]]];
      break;
    }
    case "not":
      return [[[part()]]];
    case "allOf":
      return [parts.map(each => [opposite(each)])];
    case "anyOf":
      return [[parts.map(opposite)]];
    case "if": {
      const test = part();
      const sequel = (name: string) =>
        opposite({ ...below(node, name), schema: schema[name] ?? true, negative: false });
      return [
        [
          [test, sequel("then")],
          [opposite(test), sequel("else")],
        ],
      ];
    }
    case "required": {
      const names = (Array.isArray(value) ? value : []).map(String);
      if (names.length !== 1) return [names.map(name => [opposite(madeUp({ required: [name] }, node))])];
      applyType(facts, "object", false, place);
      facts.forbidden.set(names[0]!, place);
      return [];
    }
    case "properties":
      if (!isJsonObject(value)) break;
      return [
        Object.keys(value).map(name => [
          madeUp({ type: "object", required: [name], properties: { [name]: { not: value[name] } } }, node),
        ]),
      ];
    default:
      if (applyLeafKeyword(proof, facts, keyword, value, true, place)) return [];
      if (ofArrays.has(keyword)) applyType(facts, "array", false, place);
      if (ofObjects.has(keyword)) applyType(facts, "object", false, place);
      if (bound(facts, keyword, value)) return [];
  }
  note(proof.ignored, place);
  return [];
}

function bound(facts: Facts, keyword: string, value: unknown): boolean {
  if (typeof value !== "number") return false;
  if (keyword === "minItems") facts.maxItems = Math.min(facts.maxItems, value - 1);
  else if (keyword === "maxItems") facts.minItems = Math.max(facts.minItems, value + 1);
  else if (keyword === "minProperties") facts.maxProperties = Math.min(facts.maxProperties, value - 1);
  else if (keyword === "maxProperties") facts.minProperties = Math.max(facts.minProperties, value + 1);
  else return false;
  return true;
}
