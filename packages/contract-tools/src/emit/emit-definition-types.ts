import type { ContractDefinitions, Definition } from "../schema/contract-definitions.ts";
import type { JsonSchema } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";

const width = 120;

/** TypeScript declarations of the definitions of a contract; what TypeScript has no words for, such as lengths, they leave out. */
export function emitDefinitionTypes({ definitions }: ContractDefinitions): string {
  const all = [...definitions];
  const aliases = all.filter(([, each]) => !isInterface(each)).map(([name, each]) => aliasOf(name, each));
  const interfaces = all.filter(([, each]) => isInterface(each)).map(([name, each]) => interfaceOf(name, each.schema));
  return [aliases, interfaces]
    .map(each => each.join(""))
    .filter(Boolean)
    .join("\n");
}

const combining = ["$ref", "const", "enum", "allOf", "anyOf", "oneOf"];

const isInterface = ({ schema, variants }: Definition) =>
  variants === undefined && schema.type === "object" && !combining.some(keyword => keyword in schema);

function aliasOf(name: string, { schema, variants }: Definition): string {
  const types = variants === undefined ? alternatives(schema) : Object.values(variants.names);
  return `${comment(schema, "")}export type ${name} =${union(types, `export type ${name} = `, "  ")};\n`;
}

function interfaceOf(name: string, schema: JsonSchema): string {
  const required = new Set(schema.required as readonly string[] | undefined);
  const properties = Object.entries(isObject(schema.properties) ? schema.properties : {});
  const fields = properties.map(([key, each]) => {
    const head = `  ${nameOf(key)}${required.has(key) ? "" : "?"}: `;
    return `${comment(each, "  ")}${head.trimEnd()}${union(alternatives(each), head, "    ")};\n`;
  });
  const named = new Set(properties.map(([key]) => key));
  const unnamed = [...required].filter(key => !named.has(key)).map(key => `  ${JSON.stringify(key)}: unknown;\n`);
  const index = indexOf(schema).map(each => `  ${each};\n`);
  return `${comment(schema, "")}export interface ${name} {\n${[...fields, ...unnamed, ...index].join("")}}\n`;
}

const nameOf = (key: string) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

/** Fields without names of their own: of any type where others have theirs, which an index signature would have to include. */
function indexOf({ additionalProperties: rest, properties, required, patternProperties }: JsonSchema): string[] {
  const some = isObject(patternProperties) && Object.keys(patternProperties).length > 0;
  if (rest === false && !some) return [];
  const isAlone = !isObject(properties) && !some && (!Array.isArray(required) || required.length === 0);
  if (!isObject(rest) || !isAlone) return ["[k: string]: unknown"];
  return [`[k: string]: ${typeOf(rest)}`];
}

/** The types that a schema allows one of. */
function alternatives(schema: unknown): string[] {
  if (!isObject(schema)) return [schema === false ? "never" : "unknown"];
  const parts: string[][] = [];
  if (typeof schema.$ref === "string") parts.push([schema.$ref]);
  if ("const" in schema) parts.push([JSON.stringify(schema.const)]);
  else if (Array.isArray(schema.enum)) parts.push(schema.enum.map(value => JSON.stringify(value)));
  else {
    const types: readonly unknown[] = schema.type === undefined ? impliedTypes(schema) : [schema.type].flat();
    if (types.length > 0) parts.push(types.map(type => ofType(String(type), schema)));
  }
  const branches = (keyword: string): readonly unknown[] => (Array.isArray(schema[keyword]) ? schema[keyword] : []);
  parts.push(...branches("allOf").map(alternatives));
  for (const keyword of ["anyOf", "oneOf"]) {
    if (branches(keyword).length > 0) parts.push(branches(keyword).flatMap(alternatives));
  }
  const told = parts.map(part => [...new Set(part)]).filter(part => !part.includes("unknown"));
  if (told.length < 2) return told[0] ?? ["unknown"];
  return [told.map(part => (part.length === 1 ? part[0]! : `(${part.join(" | ")})`)).join(" & ")];
}

const typeOf = (schema: unknown): string => alternatives(schema).join(" | ");

/** What restricts fields or items only is written for objects or arrays. */
function impliedTypes(schema: JsonSchema): readonly string[] {
  if ("properties" in schema || "required" in schema) return ["object"];
  return "items" in schema || "prefixItems" in schema ? ["array"] : [];
}

function ofType(type: string, schema: JsonSchema): string {
  switch (type) {
    case "integer":
      return "number";
    case "array":
      return arrayOf(schema);
    case "object": {
      const required = new Set(schema.required as readonly string[] | undefined);
      const properties = isObject(schema.properties) ? schema.properties : {};
      const fields = Object.entries(properties).map(
        ([key, each]) => `${nameOf(key)}${required.has(key) ? "" : "?"}: ${typeOf(each)}`,
      );
      const unnamed = [...required]
        .filter(key => !Object.hasOwn(properties, key))
        .map(key => `${nameOf(key)}: unknown`);
      const members = [...fields, ...unnamed, ...indexOf(schema)];
      return members.length === 0 ? "{}" : `{ ${members.join("; ")} }`;
    }
    default:
      return type;
  }
}

function arrayOf({ items, prefixItems, minItems }: JsonSchema): string {
  if (Array.isArray(prefixItems)) {
    const least = typeof minItems === "number" ? minItems : 0;
    const first = prefixItems.map((each, index) => (index < least ? typeOf(each) : `(${typeOf(each)})?`));
    return `[${[...first, ...(items === false ? [] : [`...(${typeOf(items)})[]`])].join(", ")}]`;
  }
  const each = alternatives(items);
  return each.length === 1 && /^\w+(\[\])*$/.test(each[0]!) ? `${each[0]}[]` : `(${each.join(" | ")})[]`;
}

/** The types in one line after what stands before them, or each in its own where that is too long. */
function union(types: readonly string[], before: string, indent: string): string {
  const line = types.join(" | ");
  if (types.length === 1 || before.length + line.length + 1 <= width) return ` ${line}`;
  return types.map(type => `\n${indent}| ${type}`).join("");
}

function comment(schema: unknown, indent: string): string {
  const { description, minItems, maxItems }: JsonSchema = isObject(schema) ? schema : {};
  const told = typeof description === "string" ? description.replaceAll("*/", "* /").split(/\r?\n/) : [];
  const limits = Object.entries({ minItems, maxItems }).flatMap(([key, limit]) =>
    limit === undefined ? [] : [`@${key} ${limit}`],
  );
  const lines = told.length > 0 && limits.length > 0 ? [...told, "", ...limits] : [...told, ...limits];
  if (lines.length === 0) return "";
  return `${indent}/**\n${lines.map(line => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}
