import { contractFormats, isRuntimeFormat } from "./contract-formats.ts";
import type { JsonSchema } from "./contract-model.ts";
import { isObject } from "./json-pointer.ts";
import type { PlainContract, PlainDefinition } from "./plain-contract.ts";

const annotations = new Set(["title", "description", "$comment", "x-data-classification", "$schema", "$id"]);

/** The JavaScript of an object literal of the definitions of a contract, by which the runtime explains what is wrong. */
export function emitDefinitions({ definitions }: PlainContract): string {
  return `{\n${[...definitions].map(([name, each]) => `  ${name}: ${literalOf(each)},\n`).join("")}}`;
}

/** The JavaScript of an object literal of the formats of a contract that are patterns; undefined when there are none. */
export function emitPatterns({ definitions }: PlainContract): string | undefined {
  const used = new Set([...definitions.values()].flatMap(({ schema }) => formatsIn(schema)));
  const patterns = [...used].filter(name => !isRuntimeFormat(name)).sort();
  if (patterns.length === 0) return undefined;
  return `{\n${patterns.map(name => `  ${JSON.stringify(name)}: ${contractFormats[name]},\n`).join("")}}`;
}

function literalOf({ schema, variants }: PlainDefinition): string {
  if (variants !== undefined) return JSON.stringify({ type: "object", tag: variants.tag, variants: variants.names });
  const { properties, ...rest } = bare(schema);
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
