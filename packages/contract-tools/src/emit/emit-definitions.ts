import type { ContractDefinitions, Definition } from "../schema/contract-definitions.ts";
import { contractFormats } from "../schema/contract-formats.ts";
import { mapSubschemas, subschemas } from "../schema/schema-positions.ts";
import type { JsonSchema } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";

/** The definitions of a contract, by which the runtime judges and explains what is wrong: without annotations. */
export function runtimeDefinitions({ definitions }: ContractDefinitions): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries([...definitions].map(([name, each]) => [name, runtimeDefinition(each)]));
}

const runtimeDefinition = ({ schema, variants }: Definition): JsonSchema =>
  variants === undefined ? bare(schema) : { type: "object", tag: variants.tag, variants: variants.names };

/** Formats that are not known restrict nothing. */
function bare({ title: _title, description: _description, format, ...schema }: JsonSchema): JsonSchema {
  const isKnown = typeof format === "string" && Object.hasOwn(contractFormats, format);
  return mapSubschemas(isKnown ? { ...schema, format } : schema, bare);
}

/** The JavaScript of an object literal of the definitions of a contract. */
export function emitDefinitions(plain: ContractDefinitions): string {
  const entries = Object.entries(runtimeDefinitions(plain));
  return `{\n${entries.map(([name, each]) => `  ${name}: ${literalOf(each)},\n`).join("")}}`;
}

/** The formats of a contract that are patterns. */
export function patternsOf({ definitions }: ContractDefinitions): Readonly<Record<string, RegExp>> {
  const used = new Set([...definitions.values()].flatMap(({ schema }) => formatsIn(schema)));
  const formats = [...used].sort().map(name => [name, contractFormats[name]] as const);
  return Object.fromEntries(formats.filter((each): each is [string, RegExp] => each[1] instanceof RegExp));
}

/** The JavaScript of an object literal of the formats of a contract that are patterns; undefined when there are none. */
export function emitPatterns(plain: ContractDefinitions): string | undefined {
  const patterns = Object.entries(patternsOf(plain));
  if (patterns.length === 0) return undefined;
  return `{\n${patterns.map(([name, pattern]) => `  ${JSON.stringify(name)}: ${pattern},\n`).join("")}}`;
}

function literalOf({ properties, ...rest }: JsonSchema): string {
  if (!isObject(properties)) return literal(rest);
  const lines = Object.entries(properties).map(([key, each]) => `      ${keyOf(key)}: ${literal(each)},\n`);
  const head = Object.entries(rest).map(([key, value]) => `    ${keyOf(key)}: ${literal(value)},\n`);
  return `{\n${head.join("")}    "properties": {\n${lines.join("")}    },\n  }`;
}

/** A key of that name in a literal would set the prototype. */
const keyOf = (key: string) => (key === "__proto__" ? '["__proto__"]' : JSON.stringify(key));

function literal(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('"__proto__"') ? `JSON.parse(${JSON.stringify(text)})` : text;
}

function formatsIn(schema: JsonSchema): string[] {
  const own = typeof schema.format === "string" ? [schema.format] : [];
  return [...own, ...[...subschemas(schema)].flatMap(each => formatsIn(each.schema))];
}
