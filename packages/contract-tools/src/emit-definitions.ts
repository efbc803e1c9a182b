import { contractFormats } from "./contract-formats.ts";
import type { JsonSchema } from "./contract-model.ts";
import { isObject } from "./json-pointer.ts";
import type { PlainContract, PlainDefinition } from "./plain-contract.ts";

const annotations = new Set(["title", "description", "$comment", "x-data-classification", "$schema", "$id"]);

/** The definitions of a contract, by which the runtime explains what is wrong: without annotations. */
export function runtimeDefinitions({ definitions }: PlainContract): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries([...definitions].map(([name, each]) => [name, runtimeDefinition(each)]));
}

const runtimeDefinition = ({ schema, variants }: PlainDefinition): JsonSchema =>
  variants === undefined ? bare(schema) : { type: "object", tag: variants.tag, variants: variants.names };

/** The JavaScript of an object literal of the definitions of a contract. */
export function emitDefinitions(plain: PlainContract): string {
  const entries = Object.entries(runtimeDefinitions(plain));
  return `{\n${entries.map(([name, each]) => `  ${name}: ${literalOf(each)},\n`).join("")}}`;
}

/** The formats of a contract that are patterns. */
export function patternsOf({ definitions }: PlainContract): Readonly<Record<string, RegExp>> {
  const used = new Set([...definitions.values()].flatMap(({ schema }) => formatsIn(schema)));
  const formats = [...used].sort().map(name => [name, contractFormats[name]] as const);
  return Object.fromEntries(formats.filter((each): each is [string, RegExp] => each[1] instanceof RegExp));
}

/** The JavaScript of an object literal of the formats of a contract that are patterns; undefined when there are none. */
export function emitPatterns(plain: PlainContract): string | undefined {
  const patterns = Object.entries(patternsOf(plain));
  if (patterns.length === 0) return undefined;
  return `{\n${patterns.map(([name, pattern]) => `  ${JSON.stringify(name)}: ${pattern},\n`).join("")}}`;
}

function literalOf({ properties, ...rest }: JsonSchema): string {
  if (!isObject(properties)) return JSON.stringify(rest);
  const lines = Object.entries(properties).map(
    ([key, each]) => `      ${JSON.stringify(key)}: ${JSON.stringify(each)},\n`,
  );
  const head = Object.entries(rest).map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  return `{\n${head.join("")}    "properties": {\n${lines.join("")}    },\n  }`;
}

function bare(schema: JsonSchema): JsonSchema {
  const entries = Object.entries(schema).filter(([key]) => !annotations.has(key));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key === "properties" && isObject(value)) {
        return [key, Object.fromEntries(Object.entries(value).map(([name, each]) => [name, bare(each as JsonSchema)]))];
      }
      return [key, isObject(value) ? bare(value) : value];
    }),
  );
}

function formatsIn(schema: JsonSchema): string[] {
  const inner = [...Object.values(isObject(schema.properties) ? schema.properties : {}), schema.items];
  const own = typeof schema.format === "string" ? [schema.format] : [];
  return [...own, ...[...inner, schema.additionalProperties].flatMap(each => (isObject(each) ? formatsIn(each) : []))];
}
