import { isNear } from "@tributary/event-pattern/proof/is-near";
import { besidePart, conjuncts } from "../schema/beside.ts";
import { contractFormats } from "../schema/contract-formats.ts";
import { dialectOf } from "../schema/dialects.ts";
import { typeOfKeyword } from "../schema/keyword-types.ts";
import { subschemas } from "../schema/schema-positions.ts";
import type { Located, SchemaSet } from "../schema/schema-reference.ts";
import { validatingKeywords } from "../schema/validating-keywords.ts";
import type { JsonSchema, SchemaFile } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject, toPointer } from "../source/json-pointer.ts";
import { finding } from "./finding.ts";

/** Keywords that the meta-schemas have beside those that restrict values. */
const dialectKeywords = new Set([
  ...[
    "$schema",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$recursiveRef",
    "$recursiveAnchor",
    "$vocabulary",
    "$comment",
    "$defs",
    "definitions",
  ],
  ...["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"],
  ...["contentEncoding", "contentMediaType", "contentSchema"],
]);

/** What editors, generators and registries write into schemas; none of it restricts a value. Anything that begins with `x-` is as harmless. */
const toolKeywords = new Set([
  ...["example", "externalDocs", "xml", "discriminator", "self", "fileMatch", "version", "$docs", "propertyOrder"],
  ...["markdownDescription", "enumDescriptions", "markdownEnumDescriptions", "enumNames", "deprecationMessage"],
  ...["errorMessage", "patternErrorMessage", "defaultSnippets", "doNotSuggest", "suggestSortText"],
  ...["allowComments", "allowTrailingCommas", "tsType", "tsEnumNames", "javaType", "goType", "meta"],
]);

/** Keywords of 2020-12 that draft-07 does not have, with what it has instead. */
const newer: Readonly<Record<string, string>> = {
  prefixItems: "write the list under items",
  dependentRequired: "write dependencies",
  dependentSchemas: "write dependencies",
  minContains: "state 2020-12 in $schema",
  maxContains: "state 2020-12 in $schema",
  unevaluatedItems: "state 2020-12 in $schema",
  unevaluatedProperties: "state 2020-12 in $schema",
};

/** Keywords of older drafts and of OpenAPI, which would restrict nothing here. */
const foreign: Readonly<Record<string, string>> = {
  id: "write $id",
  nullable: 'name null among the types: "type": ["string", "null"]',
  divisibleBy: "write multipleOf",
};

/** Everything in a schema that is allowed but restricts nothing, or hardly what its author meant: all of it, at its places. */
export function lintSchema({ source, schema, id }: SchemaFile, schemas: SchemaSet, mayLackTypes = false): Diagnostic[] {
  const found: Diagnostic[] = [];
  const isOld = dialectOf(schema) === "http://json-schema.org/draft-07/schema";
  visit(schema, [], []);
  return found;

  function visit(here: JsonSchema, path: readonly string[], beside: readonly Located[]) {
    const tell = (keyword: string, message: string, fix: string, rule = "schema-not-strict") => {
      found.push(finding(rule, source, toPointer([...path, keyword]), message, { fix }));
    };
    lintKeywords(here, isOld, tell);
    if (!mayLackTypes) lintTypes(here, beside, tell);
    lintTexts(here, tell);
    const same = [...conjuncts({ schema: here, base: id, pointer: "" }, schemas), ...beside];
    for (const inner of subschemas(here)) {
      const isNamed = inner.path[0] === "propertyNames";
      const others: readonly Located[] = isNamed
        ? [{ schema: { type: "string" }, base: id, pointer: "" }]
        : besidePart(same, inner.path, schemas).filter(each => each.schema !== inner.schema);
      visit(inner.schema, [...path, ...inner.path], others);
    }
  }
}

type Tell = (keyword: string, message: string, fix: string, rule?: string) => void;

function lintKeywords(schema: JsonSchema, isOld: boolean, tell: Tell) {
  for (const keyword of Object.keys(schema)) {
    if (isOld && Object.hasOwn(newer, keyword)) {
      tell(keyword, `${keyword} is a keyword of 2020-12, which draft-07 ignores`, newer[keyword]!);
    } else if (Object.hasOwn(foreign, keyword)) {
      tell(keyword, `${keyword} is not a keyword of this dialect, which ignores it`, foreign[keyword]!);
    } else if (!isKnown(keyword)) {
      const meant = [...validatingKeywords].find(each => isNear(keyword, each));
      const fix = meant === undefined ? `call it x-${keyword}, or remove it` : `write ${meant}`;
      tell(keyword, `the keyword ${JSON.stringify(keyword)} is unknown and restricts nothing`, fix);
    }
  }
  for (const keyword of ["then", "else"]) {
    if (keyword in schema && !("if" in schema)) {
      tell(keyword, `${keyword} without if restricts nothing`, "add if, or remove it");
    }
  }
}

const isKnown = (keyword: string) =>
  validatingKeywords.has(keyword) ||
  dialectKeywords.has(keyword) ||
  toolKeywords.has(keyword) ||
  /^x-|^meta:/.test(keyword);

function lintTypes(schema: JsonSchema, beside: readonly Located[], tell: Tell) {
  const own = typesOf(schema);
  const types = own ?? beside.map(each => typesOf(each.schema)).find(each => each !== undefined);
  const untyped = new Map<string, string[]>();
  for (const keyword of Object.keys(schema)) {
    const type = typeOfKeyword.get(keyword);
    if (type === undefined || types?.has(type) === true) continue;
    if (types === undefined) untyped.set(type, [...(untyped.get(type) ?? []), keyword]);
    else if (own !== undefined) {
      const allowed = [...own].join(" or ");
      tell(
        keyword,
        `${keyword} applies to values of type ${type}, but the type is ${allowed}`,
        `remove it, or allow ${type}`,
      );
    }
  }
  for (const [type, keywords] of untyped) {
    const message = `${keywords.join(", ")} ${keywords.length === 1 ? "applies" : "apply"} to values of type ${type}, so any other type passes`;
    tell(keywords[0]!, message, `add "type": "${type}"`);
  }
}

/** The types that a schema states; an integer is a number. */
function typesOf({ type, const: constant, enum: values, ...rest }: JsonSchema): ReadonlySet<string> | undefined {
  const stated =
    type !== undefined
      ? [type].flat().map(String)
      : "const" in rest || constant !== undefined
        ? [jsonType(constant)]
        : Array.isArray(values)
          ? values.map(jsonType)
          : undefined;
  return stated === undefined ? undefined : new Set(stated.map(each => (each === "integer" ? "number" : each)));
}

const jsonType = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : isObject(value) ? "object" : typeof value;

function lintTexts({ pattern, format, patternProperties }: JsonSchema, tell: Tell) {
  const patterns = isObject(patternProperties) ? Object.keys(patternProperties) : [];
  for (const [keyword, text] of [["pattern", pattern], ...patterns.map(each => ["patternProperties", each])]) {
    const wrong = typeof text === "string" ? patternFault(text) : undefined;
    if (wrong === undefined) continue;
    const fix = "write it for JavaScript with the u flag: escape only special characters";
    tell(String(keyword), `the pattern is not a valid regular expression: ${wrong}`, fix);
  }
  if (typeof format === "string" && !Object.hasOwn(contractFormats, format)) {
    const meant = Object.keys(contractFormats).find(each => isNear(format, each));
    const fix = meant === undefined ? "use a pattern instead, or remove it" : `write ${meant}`;
    tell("format", `the format ${JSON.stringify(format)} is unknown and checks nothing`, fix, "format-unknown");
  }
}

/** How much of what the engine says is told: it quotes patterns as long as they are. */
const MOST_SAID = 300;

function patternFault(pattern: string): string | undefined {
  try {
    new RegExp(pattern, "u");
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return said.length > MOST_SAID ? `${said.slice(0, MOST_SAID / 2)} … ${said.slice(-MOST_SAID / 2)}` : said;
  }
}
