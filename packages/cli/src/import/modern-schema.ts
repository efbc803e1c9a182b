import { contractFormats } from "@tributary/contract-tools/contract-formats";
import type { JsonSchema } from "@tributary/contract-tools/contract-model";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { typeOfKeyword } from "@tributary/contract-tools/keyword-types";
import { type Dialect, ignoresSiblings } from "./schema-dialect.ts";

/** Says what is left out or chosen at the schema in hand. */
export type Tell = (keyword: string, message: string) => void;

/**
 * One schema, without those inside it, in the words of 2020-12: what its own dialect ignores is left out, and so is whatever
 * restricts nothing in a contract; `tell` says so.
 */
export function modernSchema(schema: JsonSchema, dialect: Dialect, tell: Tell): JsonSchema {
  if (typeof schema.$ref === "string" && ignoresSiblings(dialect)) return reference(schema, tell);
  const kept: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (unsaid.has(keyword) || (keyword === "id" && typeof value === "string")) continue;
    if (keyword === "x-data-classification" || isKeyword(keyword)) kept[keyword] = value;
    else if (keyword === "example") kept.examples ??= [value];
    else if (!elsewhere.has(keyword) && !(keyword === "nullable" && dialect === "openapi-3.0"))
      tell(keyword, `left out ${keyword}, which restricts nothing here`);
  }
  if (typeof schema.required === "boolean") {
    delete kept.required;
    tell("required", "left out required, which should be a list of names");
  }
  bounds(kept);
  lists(kept, schema);
  dependencies(kept, schema);
  formats(kept, tell);
  types(kept, tell);
  return kept;
}

/** Identities and definitions are given anew. */
const unsaid = new Set(["$schema", "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$defs"]);
unsaid.add("definitions");

/** Rewritten below. */
const elsewhere = new Set(["additionalItems", "dependencies"]);

const annotations = new Set(["title", "description", "default", "examples", "deprecated", "$comment"]);
const keywords = new Set([
  ...["$ref", "type", "enum", "const", "format", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"],
  ...["readOnly", "writeOnly", "contentEncoding", "contentMediaType", "contentSchema", "minContains", "maxContains"],
]);
const isKeyword = (name: string) =>
  annotations.has(name) || keywords.has(name) || (typeOfKeyword.has(name) && !elsewhere.has(name));

function reference(schema: JsonSchema, tell: Tell): JsonSchema {
  const { $ref, ...beside } = schema;
  const kept = Object.entries(beside).filter(
    ([keyword]) => annotations.has(keyword) || keyword === "x-data-classification",
  );
  for (const keyword of Object.keys(beside))
    if (!kept.some(([each]) => each === keyword) && !unsaid.has(keyword))
      tell(keyword, `left out ${keyword}, which is ignored beside $ref`);
  return { ...Object.fromEntries(kept), $ref };
}

/** Before draft-06, and in OpenAPI, an exclusive bound was a flag on the other. */
function bounds(kept: Record<string, unknown>): void {
  for (const [flag, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof kept[flag] !== "boolean") continue;
    if (kept[flag] === true && bound in kept) {
      kept[flag] = kept[bound];
      delete kept[bound];
    } else delete kept[flag];
  }
}

/** A list of schemas under `items` became `prefixItems`, and what follows it `items`. */
function lists(kept: Record<string, unknown>, { additionalItems }: JsonSchema): void {
  if (!Array.isArray(kept.items)) return;
  kept.prefixItems = kept.items;
  if (additionalItems === undefined) delete kept.items;
  else kept.items = additionalItems;
}

/** `dependencies` were names or schemas. */
function dependencies(kept: Record<string, unknown>, schema: JsonSchema): void {
  if (!isObject(schema.dependencies)) return;
  const [names, schemas] = [true, false].map(isList =>
    Object.entries(schema.dependencies as object).filter(([, value]) => Array.isArray(value) === isList),
  );
  if (names!.length > 0) kept.dependentRequired = Object.fromEntries(names!);
  if (schemas!.length > 0) kept.dependentSchemas = Object.fromEntries(schemas!);
}

/** OpenAPI's number formats: https://spec.openapis.org/oas/v3.0.3#data-types */
function formats(kept: Record<string, unknown>, tell: Tell): void {
  const { format } = kept;
  if (format === undefined || (typeof format === "string" && Object.hasOwn(contractFormats, format))) return;
  delete kept.format;
  if (format === "int32" && kept.type === "integer") {
    kept.minimum ??= -(2 ** 31);
    kept.maximum ??= 2 ** 31 - 1;
  } else if (format === "byte" && kept.type === "string") kept.contentEncoding ??= "base64";
  else tell("format", `left out the format ${JSON.stringify(format)}, which contracts do not know`);
}

/** What restricts values of one type says so. */
function types(kept: Record<string, unknown>, tell: Tell): void {
  if ("type" in kept || "const" in kept || "enum" in kept) return;
  const implied = [...new Set(Object.keys(kept).flatMap(keyword => typeOfKeyword.get(keyword) ?? []))];
  if (implied.length !== 1) return;
  kept.type = implied[0];
  tell("", `added type: ${implied[0]}, the only one that its keywords restrict`);
}

/** A schema that takes null as well, as OpenAPI 3.0 says by a keyword of its own. */
export function nullable(schema: JsonSchema): JsonSchema {
  const { type, enum: values } = schema;
  if (type === undefined && !Array.isArray(values))
    return ["allOf", "anyOf", "oneOf"].some(each => each in schema) ? { anyOf: [schema, { type: "null" }] } : schema;
  return {
    ...schema,
    ...(type !== undefined && { type: [...new Set([type, "null"].flat())] }),
    ...(Array.isArray(values) && { enum: values.includes(null) ? values : [...values, null] }),
  };
}
