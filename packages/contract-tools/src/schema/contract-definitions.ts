import type { JsonSchema } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";
import { isPlainNode } from "./plain-node.ts";
import { mapSubschemas } from "./schema-positions.ts";
import { resolveReference, type SchemaSet } from "./schema-reference.ts";
import { tagOf } from "./tag-of.ts";
import { validatingKeywords } from "./validating-keywords.ts";

/** A contract as named definitions that refer to one another: what its types and its validators are made from. */
export interface ContractDefinitions {
  /** The name of the definition that the whole detail obeys. */
  readonly root: string;
  readonly definitions: ReadonlyMap<string, Definition>;
}

/** An object, a thing of one of several kinds, or whatever is referred to. `$ref`s below it are names of other definitions. */
export interface Definition {
  readonly schema: JsonSchema;
  /** The property that tells variants apart, and the definition for each of its values. */
  readonly variants?: { readonly tag: string; readonly names: Readonly<Record<string, string>> };
  /** Whether generated code decides by itself; the rest is judged by the runtime, from the definition. */
  readonly isPlain: boolean;
}

/** What generated modules import would stand beside a definition of the same name. */
const elsewhere = new Set(["Object", "Multiple", "EventContract"]);

/**
 * A schema and all that it refers to, arranged as definitions: every object has one, and so has whatever is referred to, and
 * what generated code cannot decide. What draft-07 says otherwise is put in the words of 2020-12, so that schemas of both may
 * refer to one another. Undefined when any of it refers to nothing. `prefix` begins the names of what has no name of its own.
 */
export function contractDefinitions(
  id: string,
  root: string,
  schemas: SchemaSet,
  prefix = root,
): ContractDefinitions | undefined {
  const definitions = new Map<string, Definition | undefined>();
  const names = new Map<JsonSchema, string>();
  let broken = false;

  const define = (schema: JsonSchema, base: string, wish: string, prefix?: string): string => {
    const known = names.get(schema);
    if (known !== undefined) return known;
    const name = free(wish);
    names.set(schema, name);
    definitions.set(name, undefined); // Keeps its place: definitions stand in the order in which they are first met.
    definitions.set(name, definition(schema, base, prefix ?? name));
    return name;
  };

  const definition = (schema: JsonSchema, base: string, name: string): Definition => {
    const tag = tagOf(schema, base, schemas);
    const placed = inner(schema, base, name);
    if (tag === undefined || !Array.isArray(placed.oneOf)) {
      // A definition that is another by reference needs that one's name only.
      return { schema: placed, isPlain: isPlainNode(placed) && !("$ref" in placed) };
    }
    const targets = placed.oneOf.map(variant => (isObject(variant) ? variant.$ref : undefined));
    const isNamed = Object.keys(placed).every(key => ["type", "oneOf", "title", "description"].includes(key));
    if (isNamed && targets.every(target => typeof target === "string" && isObjectDefinition(target))) {
      const cases = tag.values.flatMap((values, index) =>
        values.map(value => [value, String(targets[index])] as const),
      );
      return { schema: placed, variants: { tag: tag.name, names: Object.fromEntries(cases) }, isPlain: true };
    }
    const cases = tag.values.flatMap((values, index) => values.map(value => [value, index] as const));
    return { schema: { ...placed, tag: { name: tag.name, variants: Object.fromEntries(cases) } }, isPlain: false };
  };

  /** Variants that refer back to what they are variants of are not made yet, and are objects only where they say so themselves. */
  const isObjectDefinition = (name: string) => {
    const known = definitions.get(name);
    return known?.isPlain === true && known.schema.type === "object";
  };

  /** What stands in the place of a subschema: itself, or a reference to its definition. */
  const place = (schema: JsonSchema, base: string, wish: string, mayStay: boolean): JsonSchema => {
    const own = inNewWords(schema);
    if (typeof own.$ref === "string" && isPlainNode(own)) {
      const target = resolveReference(schemas, base, own.$ref);
      if (target === undefined) broken = true;
      return target === undefined ? own : { ...own, $ref: defineTarget(target, wish) };
    }
    if (own.type === "object" && (!mayStay || "properties" in own)) {
      return { $ref: define(schema, base, titleOf(schema) ?? wish) };
    }
    const known = names.get(schema);
    if (known !== undefined) return { ...describing(own), $ref: known };
    const placed = inner(schema, base, wish);
    if (mayStay || isPlainNode(placed)) return placed;
    return { ...describing(placed), $ref: define(schema, base, titleOf(schema) ?? wish) };
  };

  const defineTarget = (target: { schema: JsonSchema; base: string; pointer: string }, wish: string): string => {
    const last = target.pointer.split("/").at(-1)!;
    return define(target.schema, target.base, titleOf(target.schema) ?? (last === "" ? wish : typeName(last)));
  };

  const inner = (schema: JsonSchema, base: string, name: string): JsonSchema => {
    const { $defs: _defs, definitions: _old, ...own } = inNewWords(schema);
    const placed = mapSubschemas(own, (each, keyword, key) => {
      switch (keyword) {
        case "properties":
          return place(each, base, `${name}${typeName(key)}`, false);
        case "items":
          return place(each, base, `${name}Item`, false);
        case "additionalProperties": {
          const wish = titleOf(each) ?? `${name}Value`;
          return each.type === "array" ? { $ref: define(each, base, wish) } : place(each, base, wish, false);
        }
        case "oneOf":
        case "anyOf":
        case "allOf":
          return place(each, base, `${name}${Number(key) + 1}`, true);
        default:
          return place(each, base, `${name}${typeName(keyword)}${key === "" ? "" : typeName(key)}`, true);
      }
    });
    const target = typeof placed.$ref === "string" ? resolveReference(schemas, base, placed.$ref) : undefined;
    if (typeof placed.$ref === "string" && target === undefined) broken = true;
    const referring = target === undefined ? placed : { ...placed, $ref: defineTarget(target, `${name}Base`) };
    // Anything is what no keyword restricts.
    if (!isObject(referring.properties)) return referring.items === true ? { ...referring, items: {} } : referring;
    const properties = Object.entries(referring.properties).map(([key, each]) => [key, each === true ? {} : each]);
    return { ...referring, properties: Object.fromEntries(properties) };
  };

  const free = (wish: string) => {
    let name = wish;
    for (let suffix = 1; definitions.has(name) || elsewhere.has(name); suffix++) name = `${wish}${suffix}`;
    return name;
  };

  define(schemas.get(id) ?? {}, id, root, prefix);
  const complete = new Map([...definitions].flatMap(([name, each]) => (each === undefined ? [] : [[name, each]])));
  return broken ? undefined : { root, definitions: complete };
}

/** A schema with what it says of values alone, in the words of 2020-12. What stands beside a reference counts in both dialects. */
function inNewWords(schema: JsonSchema): JsonSchema {
  const own = Object.fromEntries(
    Object.entries(schema).filter(([keyword, value]) => validatingKeywords.has(keyword) || isTold(keyword, value)),
  );
  const { dependencies, additionalItems, ...rest } = own;
  const split = isObject(dependencies) ? { ...rest, ...splitDependencies(dependencies) } : rest;
  if (!Array.isArray(split.items)) return split;
  const { items, ...others } = split;
  return { ...others, prefixItems: items, ...(additionalItems === undefined ? {} : { items: additionalItems }) };
}

const isTold = (keyword: string, value: unknown) =>
  (keyword === "title" || keyword === "description") && typeof value === "string";

const describing = ({ title, description }: JsonSchema): JsonSchema =>
  Object.fromEntries(Object.entries({ title, description }).filter(([, value]) => value !== undefined));

function splitDependencies(dependencies: Readonly<Record<string, unknown>>): JsonSchema {
  const entries = Object.entries(dependencies);
  const names = entries.filter(([, each]) => Array.isArray(each));
  const schemas = entries.filter(([, each]) => !Array.isArray(each));
  return { dependentRequired: Object.fromEntries(names), dependentSchemas: Object.fromEntries(schemas) };
}

const titleOf = ({ title }: JsonSchema) => (typeof title === "string" ? typeName(title) : undefined);

/** A text as the name of a type: `address-line` → `AddressLine`. */
function typeName(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter(word => word !== "");
  const name = words.map(word => word[0]!.toUpperCase() + word.slice(1)).join("");
  return /^[A-Za-z]/.test(name) ? name : `Type${name}`;
}
