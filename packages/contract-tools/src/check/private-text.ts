import { charSet } from "@tributary/event-pattern/language/char-set";
import { findWord } from "@tributary/event-pattern/language/find-word";
import { regexTerm } from "@tributary/event-pattern/language/regex-term";
import { and, anything, chars, none, or, repeat, type Term } from "@tributary/event-pattern/language/term";
import { type Located, resolveReference, type SchemaSet } from "../schema/schema-reference.ts";
import type { JsonSchema } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";

/** Letters on both sides of white space, and something@something: what a name and an e-mail address look like. */
const NAME = regexTerm("\\p{L}[^]*\\s[^]*\\p{L}")!;
const ADDRESS = regexTerm("[\\p{L}\\p{N}]@[\\p{L}\\p{N}]")!;

/** Formats whose values hold no text. Addresses of pages hold user names; a format that is not listed may hold anything. */
const textless = new Set(["date", "time", "date-time", "duration", "uuid", "ipv4", "ipv6", "hostname"]);

/** Deeper compositions, and circular ones, count as anything. */
const DEEPEST = 50;

/**
 * Why the values of a schema, or the keys that it describes, may hold a person's name or address; undefined when that is
 * impossible. Unknown counts as possible.
 */
export function privateText(place: Located, of: "value" | "key", schemas: SchemaSet): string | undefined {
  const texts = textsOf(place, schemas, 0);
  for (const shape of [NAME, ADDRESS]) {
    const word = findWord(and([texts, shape]));
    if (word === undefined) return "its pattern is too complex to rule out free text";
    if (word !== null) return `may be free text, such as ${JSON.stringify(word)}`;
  }
  return of === "value" && isOpen(place.schema) ? "the schema does not describe its parts" : undefined;
}

/** At least the texts that a schema allows. */
function textsOf({ schema, base, pointer }: Located, schemas: SchemaSet, depth: number): Term {
  if (depth > DEEPEST) return anything;
  const all: Term[] = [];
  if ("const" in schema || "enum" in schema) return none;
  if (schema.type !== undefined && ![schema.type].flat().includes("string")) return none;
  const inner = (each: unknown): Term => {
    if (each === false) return none;
    return isObject(each) ? textsOf({ schema: each, base, pointer }, schemas, depth + 1) : anything;
  };
  if (typeof schema.$ref === "string") {
    const target = resolveReference(schemas, base, schema.$ref);
    if (target !== undefined) all.push(textsOf(target, schemas, depth + 1));
  }
  if (typeof schema.pattern === "string") all.push(regexTerm(schema.pattern) ?? anything);
  if (textless.has(String(schema.format))) return none;
  if (typeof schema.maxLength === "number" && schema.maxLength < SHORTEST)
    all.push(repeat(chars(charSet([[0, 0x10ffff]])), 0, schema.maxLength));
  if (Array.isArray(schema.allOf)) all.push(and(schema.allOf.map(inner)));
  for (const keyword of ["anyOf", "oneOf"])
    if (Array.isArray(schema[keyword])) all.push(or((schema[keyword] as unknown[]).map(inner)));
  if ("if" in schema) all.push(or([inner(schema.then ?? true), inner(schema.else ?? true)]));
  return and(all);
}

/** `a b`: a longer limit excludes no name, and costs the search. */
const SHORTEST = 3;

/** An object or array whose parts no schema describes. */
function isOpen({ type, ...schema }: JsonSchema): boolean {
  const admits = (name: string) => [type].flat().includes(name);
  const isDescribed = (...keywords: readonly string[]) => [...composing, ...keywords].some(name => name in schema);
  return (
    (admits("object") && !isDescribed("properties", "patternProperties", "additionalProperties")) ||
    (admits("object") && schema.additionalProperties === true && !("properties" in schema)) ||
    (admits("array") && !isDescribed("items", "prefixItems") && schema.maxItems !== 0)
  );
}

const composing = ["const", "enum", "$ref", "allOf", "anyOf", "oneOf", "if"];
