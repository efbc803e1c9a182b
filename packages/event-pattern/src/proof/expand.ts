import { applyEnum, applyLeafKeyword, applyType } from "./apply-keywords.ts";
import { applyArrayKeywords, applyObjectKeywords } from "./apply-members.ts";
import { expandOpposite } from "./expand-opposite.ts";
import { copyFacts, type Facts, noFacts } from "./facts.ts";
import { intersectLeaves } from "./leaf-set.ts";
import { note, type Proof, placeOf } from "./proof.ts";
import { resolveRef } from "./reference.ts";
import { below, isJsonObject, type JsonObject, madeUp, opposite, type SchemaNode } from "./schema-node.ts";

/** One of several ways to satisfy a schema: all of the schemas of one of the options. */
export type Choice = readonly (readonly SchemaNode[])[];

/** The facts that schemas come to together, one way at a time; what is not read only adds values. */
export function* expand(proof: Proof, schemas: readonly SchemaNode[]): Generator<Facts> {
  yield* settle(proof, noFacts(), schemas, [], new Set());
}

function* settle(
  proof: Proof,
  facts: Facts,
  schemas: readonly SchemaNode[],
  open: readonly Choice[],
  seen: Set<unknown>,
): Generator<Facts> {
  const pending = [...schemas];
  const choices = [...open];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.schema === undefined || node.schema === !node.negative) continue;
    if (node.schema === Boolean(node.negative)) return;
    if (!isJsonObject(node.schema)) {
      note(proof.ignored, placeOf(node, "$schema"));
      continue;
    }
    const key = node.negative ? opposites(node.schema) : node.schema;
    if (seen.has(key)) continue;
    seen.add(key);
    if (node.negative) choices.push(...expandOpposite(proof, facts, node, node.schema));
    else pending.push(...direct(proof, facts, node, node.schema, choices));
  }
  if (isDead(facts)) return;
  const next = choices.reduce<Choice | undefined>(
    (best, each) => (best && best.length <= each.length ? best : each),
    undefined,
  );
  if (next === undefined) {
    yield facts;
    return;
  }
  const rest = choices.filter(each => each !== next);
  for (const option of next) {
    if (--proof.budget < 0) {
      note(proof.cuts, { keyword: "anyOf", base: "", pointer: "" });
      return;
    }
    yield* settle(proof, copyFacts(facts), option, rest, new Set(seen));
  }
}

const keys = new WeakMap<object, object>();

/** Stands for the opposite of a schema among those already seen. */
function opposites(schema: object): object {
  const known = keys.get(schema) ?? {};
  keys.set(schema, known);
  return known;
}

function isDead({ leaves, noObject, noArray }: Facts): boolean {
  if (noObject === undefined || noArray === undefined) return false;
  const { strings, numbers, literals } = intersectLeaves(leaves.map(({ may }) => may));
  return strings.op === "none" && numbers.length === 0 && literals.size === 0;
}

const array = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Adds what a schema says by itself, and gives the schemas and choices that it consists of besides. */
function direct(proof: Proof, facts: Facts, node: SchemaNode, schema: JsonObject, choices: Choice[]): SchemaNode[] {
  const more: SchemaNode[] = [];
  const ignore = (keyword: string) => note(proof.ignored, placeOf(node, keyword));
  if (typeof schema.$id === "string" && node.pointer !== "" && node.pointer !== "#") {
    ignore("$id");
    return [];
  }
  if (typeof schema.$ref === "string") {
    const target = resolveRef(proof.schemas, node.base, schema.$ref);
    if (target === undefined) ignore("$ref");
    else more.push(target);
    if (isDraft7(proof, node)) {
      // Draft-07 ignores what stands beside a reference; some validators do not.
      if (Object.keys(schema).some(keyword => constraining.has(keyword))) ignore("$ref");
      return more;
    }
  }
  for (const keyword of ["$dynamicRef", "$recursiveRef", "unevaluatedItems"]) if (keyword in schema) ignore(keyword);
  if ("type" in schema) applyType(facts, schema.type, false, placeOf(node, "type"));
  if (Array.isArray(schema.enum)) applyEnum(proof, facts, schema.enum, false, placeOf(node, "enum"));
  if ("const" in schema) applyEnum(proof, facts, [schema.const], false, placeOf(node, "const"));
  for (const keyword of leafKeywords) {
    if (keyword in schema && !applyLeafKeyword(proof, facts, keyword, schema[keyword], false, placeOf(node, keyword))) {
      ignore(keyword);
    }
  }
  applyObjectKeywords(proof, facts, node, schema);
  applyArrayKeywords(proof, facts, node, schema);
  const parts = (keyword: string) => array(schema[keyword]).map((_, i) => below(node, keyword, i));
  more.push(...parts("allOf"));
  if ("anyOf" in schema) choices.push(parts("anyOf").map(part => [part]));
  if ("oneOf" in schema) {
    const all = parts("oneOf");
    choices.push(all.map(part => [part, ...(proof.exact ? all.filter(other => other !== part).map(opposite) : [])]));
  }
  if ("not" in schema && (proof.exact || isSmall(schema.not))) more.push(opposite(below(node, "not")));
  if ("if" in schema) {
    const test = below(node, "if");
    const otherwise = proof.exact || isSmall(schema.if) ? [opposite(test), below(node, "else")] : [below(node, "else")];
    choices.push([[test, below(node, "then")], otherwise]);
  }
  choices.push(...dependencies(node, schema));
  return more;
}

function dependencies(node: SchemaNode, schema: JsonObject): Choice[] {
  return ["dependentRequired", "dependentSchemas", "dependencies"].flatMap(keyword => {
    const map = schema[keyword];
    if (!isJsonObject(map)) return [];
    return Object.entries(map).map(([name, value]): Choice => {
      const has = madeUp({ required: [name] }, node);
      const needs = Array.isArray(value) ? madeUp({ required: value }, node) : below(node, keyword, name);
      return [[opposite(madeUp({ type: "object", required: [name] }, node))], [has, needs]];
    });
  });
}

const isDraft7 = (proof: Proof, { base }: SchemaNode) => {
  const root = proof.schemas.get(base);
  return isJsonObject(root) && String(root.$schema).includes("draft-07");
};

const leafKeywords = [
  "minimum",
  "exclusiveMinimum",
  "maximum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "format",
];
const annotations = new Set([
  "$ref",
  "$id",
  "$schema",
  "$defs",
  "definitions",
  "$comment",
  "title",
  "description",
  "default",
  "examples",
]);
const constraining = { has: (keyword: string) => !annotations.has(keyword) && !keyword.startsWith("x-") };

/** Whether the opposite of a schema is cheap to look at. */
const isSmall = (schema: unknown) =>
  isJsonObject(schema) &&
  Object.keys(schema).every(keyword =>
    ["type", "enum", "const", "required", "properties", ...leafKeywords].includes(keyword),
  ) &&
  JSON.stringify(schema).length < 500;
