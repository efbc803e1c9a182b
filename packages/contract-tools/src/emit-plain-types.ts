import type { JsonSchema } from "./contract-model.ts";
import { isObject } from "./json-pointer.ts";
import type { PlainContract, PlainDefinition } from "./plain-contract.ts";

const width = 120;

/** TypeScript declarations of the definitions of a contract, as json-schema-to-typescript writes them, without its cost. */
export function emitPlainTypes({ definitions }: PlainContract): string {
  const all = [...definitions];
  const aliases = all.filter(([, each]) => !isInterface(each)).map(([name, each]) => aliasOf(name, each));
  const interfaces = all.filter(([, each]) => isInterface(each)).map(([name, each]) => interfaceOf(name, each.schema));
  return [aliases, interfaces]
    .map(each => each.join(""))
    .filter(Boolean)
    .join("\n");
}

const isInterface = ({ schema, variants }: PlainDefinition) => variants === undefined && schema.type === "object";

function aliasOf(name: string, { schema, variants }: PlainDefinition): string {
  const types = variants === undefined ? alternatives(schema) : Object.values(variants.names);
  return `${comment(schema, "")}export type ${name} =${union(types, `export type ${name} = `, "  ")};\n`;
}

function interfaceOf(name: string, schema: JsonSchema): string {
  const required = new Set(schema.required as readonly string[] | undefined);
  const properties = Object.entries(isObject(schema.properties) ? schema.properties : {}) as [string, JsonSchema][];
  const fields = properties.map(([key, each]) => {
    const head = `  ${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}${required.has(key) ? "" : "?"}: `;
    return `${comment(each, "  ")}${head.trimEnd()}${union(alternatives(each), head, "    ")};\n`;
  });
  const named = new Set(properties.map(([key]) => key));
  const unnamed = [...required].filter(key => !named.has(key)).map(key => `  ${JSON.stringify(key)}: unknown;\n`);
  return `${comment(schema, "")}export interface ${name} {\n${[...fields, ...unnamed, ...indexOf(schema)].join("")}}\n`;
}

/** Fields without names of their own: of any type where others have theirs, which an index signature would have to include. */
function indexOf({ additionalProperties: rest, properties }: JsonSchema): string[] {
  if (rest === false) return [];
  if (!isObject(rest) || isObject(properties)) return ["  [k: string]: unknown;\n"];
  return [`  [k: string]: ${alternatives(rest).join(" | ")};\n`];
}

/** The types that a schema allows one of. */
function alternatives(schema: JsonSchema): string[] {
  if (typeof schema.$ref === "string") return [schema.$ref];
  if ("const" in schema) return [JSON.stringify(schema.const)];
  if (Array.isArray(schema.enum)) return schema.enum.map(value => JSON.stringify(value));
  switch (schema.type) {
    case "integer":
      return ["number"];
    case "array": {
      const items = isObject(schema.items) ? alternatives(schema.items) : ["unknown"];
      return [items.length === 1 ? `${items[0]}[]` : `(${items.join(" | ")})[]`];
    }
    default:
      return [String(schema.type)];
  }
}

/** The types in one line after what stands before them, or each in its own where that is too long. */
function union(types: readonly string[], before: string, indent: string): string {
  const line = types.join(" | ");
  if (types.length === 1 || before.length + line.length + 1 <= width) return ` ${line}`;
  return types.map(type => `\n${indent}| ${type}`).join("");
}

function comment({ description, minItems, maxItems }: JsonSchema, indent: string): string {
  const told = typeof description === "string" ? description.replaceAll("*/", "* /").split(/\r?\n/) : [];
  const limits = Object.entries({ minItems, maxItems }).flatMap(([key, limit]) =>
    limit === undefined ? [] : [`@${key} ${limit}`],
  );
  const lines = told.length > 0 && limits.length > 0 ? [...told, "", ...limits] : [...told, ...limits];
  if (lines.length === 0) return "";
  return `${indent}/**\n${lines.map(line => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}
