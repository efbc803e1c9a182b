import { isObject } from "@tributary/contract-tools/json-pointer";
import { describedNames } from "./described-names.ts";
import type { JsonType, Node, Scalar } from "./node.ts";
import type { NodeContent, NodeFactory } from "./node-factory.ts";
import type { SchemaDocuments, SchemaPlace } from "./schema-documents.ts";

type Draft = { -readonly [key in keyof NodeContent]: NodeContent[key] };

/**
 * How a schema is read. `closed`: only what a producer makes that adds no property of its own; `whole` is then true for
 * what describes all of a value, false for what stands in place under something that does.
 */
export interface Reading {
  readonly documents: SchemaDocuments;
  readonly factory: NodeFactory;
  readonly closed: boolean;
  /** Whether it is the schema of each of several values; told apart only where a document has keywords that ask. */
  readonly repeated?: boolean;
}

/** The node of a schema. References are resolved when they are followed, not before. */
export function readNode(place: SchemaPlace, reading: Reading, whole = true): Node {
  const { documents, factory } = reading;
  const { draft7 } = documents;
  const { schema } = place;
  if (schema === true) return factory.always;
  if (schema === false) return factory.never;
  if (!isObject(schema))
    return factory.make({ opaque: "schema", opaqueOf: `${JSON.stringify(schema)}` }, place.pointer);
  const draft: Draft = {};
  const has = (keyword: string) => schema[keyword] !== undefined;
  const at = (keyword: string, ...path: (string | number)[]) =>
    readNode(
      documents.below(place, [keyword, ...path]),
      {
        ...reading,
        closed: reading.closed && !notProduced.has(keyword),
        repeated: documents.tellsRepeated && (reading.repeated === true || ofEach.has(keyword)),
      },
      !inPlace.has(keyword),
    );
  const list = (keyword: string) =>
    Array.isArray(schema[keyword]) ? schema[keyword].map((_each, index) => at(keyword, index)) : [];
  const entries = (keyword: string): [string, Node][] => {
    const value = schema[keyword];
    return isObject(value) ? Object.keys(value).map(name => [name, at(keyword, name)]) : [];
  };

  if (typeof schema.$ref === "string") draft.reference = follow(place, schema.$ref, reading);
  for (const keyword of ["required", "dependentRequired", "dependencies"]) {
    if (asksForNoName(schema[keyword])) {
      draft.opaque = keyword;
      draft.opaqueOf = JSON.stringify([schema.required, schema.dependentRequired, schema.dependencies]);
    }
  }
  for (const keyword of ["$dynamicRef", "$recursiveRef"]) {
    if (!has(keyword)) continue;
    Object.assign(draft, { opaque: keyword, opaqueOf: `${documents.name} ${place.base} ${schema[keyword]}` });
    documents.dynamic.push({ keyword, pointer: place.pointer });
  }
  if (has("type")) draft.types = typesOf(schema);
  const groups = [has("const") ? [schema.const] : undefined, Array.isArray(schema.enum) ? schema.enum : undefined];
  const values = groups.filter(group => group !== undefined);
  if (values.length > 0) draft.oneOfValues = values.map(group => valueGroup(group, place.pointer, factory));
  for (const keyword of numeric) if (typeof schema[keyword] === "number") draft[keyword] = schema[keyword];
  if (typeof schema.pattern === "string") draft.patterns = [schema.pattern];
  if (typeof schema.format === "string") draft.format = schema.format;

  const required = named(schema.required);
  if (required.length > 0) draft.required = required.sort();
  if (has("properties")) draft.properties = new Map(entries("properties").sort(byName));
  if (has("patternProperties")) draft.patternProperties = entries("patternProperties").sort(byName);
  if (has("additionalProperties")) draft.additionalProperties = at("additionalProperties");
  if (has("propertyNames")) draft.propertyNames = at("propertyNames");
  const dependencies = isObject(schema.dependencies) ? Object.entries(schema.dependencies) : [];
  const needed = dependencies.filter((each): each is [string, string[]] => Array.isArray(each[1]));
  const alsoNeeded = isObject(schema.dependentRequired) && !draft7 ? Object.entries(schema.dependentRequired) : [];
  const names = [...needed, ...alsoNeeded.map(([name, others]): [string, string[]] => [name, others as string[]])];
  if (names.length > 0) draft.dependentRequired = names.map(([name, others]) => [name, named(others)]);
  const asked = dependencies.filter(([, value]) => !Array.isArray(value)).map(([name]) => name);
  const schemas = [
    ...asked.map((name): [string, Node] => [name, at("dependencies", name)]),
    ...(draft7 ? [] : entries("dependentSchemas")),
  ];
  if (schemas.length > 0) draft.dependentSchemas = schemas;

  if (schema.uniqueItems === true) draft.uniqueItems = true;
  const tuple = draft7 ? "items" : "prefixItems";
  if (Array.isArray(schema[tuple])) draft.prefix = list(tuple);
  if (draft7 && Array.isArray(schema.items)) {
    if (has("additionalItems")) draft.items = at("additionalItems");
  } else if (has("items")) draft.items = at("items");
  if (has("contains")) {
    const min = !draft7 && typeof schema.minContains === "number" ? schema.minContains : 1;
    const max = !draft7 && typeof schema.maxContains === "number" ? schema.maxContains : Number.POSITIVE_INFINITY;
    draft.contains = { node: at("contains"), min, max };
    if (reading.repeated) draft.repeated = true;
  }
  if (!draft7 && has("unevaluatedProperties")) {
    draft.unevaluatedProperties = at("unevaluatedProperties");
    if (reading.repeated) draft.repeated = true;
  }
  if (!draft7 && has("unevaluatedItems")) draft.unevaluatedItems = at("unevaluatedItems");

  if (has("allOf")) draft.allOf = list("allOf");
  if (has("anyOf")) draft.anyOf = list("anyOf");
  if (has("oneOf")) draft.oneOf = list("oneOf");
  if (has("not")) draft.not = at("not");
  if (has("if")) {
    const passing = has("then") ? { passing: at("then") } : {};
    const failing = has("else") ? { failing: at("else") } : {};
    draft.condition = { test: at("if"), ...passing, ...failing };
  }
  if (reading.closed && whole) close(draft, place, reading);
  return factory.make(draft, place.pointer);
}

const inPlace = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"]);
/** A condition on what is produced, not a description of it. */
const notProduced = new Set(["not", "if", "contains", "propertyNames"]);

/** What is about each of several values. */
const ofEach = new Set([
  ...["items", "additionalItems", "contains", "unevaluatedItems"],
  ...["additionalProperties", "patternProperties", "unevaluatedProperties"],
]);

/** Nothing but what is described, where anything is. */
function close(draft: Draft, place: SchemaPlace, { documents, factory }: Reading): void {
  if (draft.additionalProperties !== undefined || draft.unevaluatedProperties !== undefined) return;
  const described = describedNames(place, documents);
  if (described === undefined) return;
  const missing = described.filter(name => !draft.properties?.has(name));
  // A name that is only required counts as described, without a schema.
  const properties = [...(draft.properties ?? []), ...missing.map((name): [string, Node] => [name, factory.always])];
  if (properties.length > 0) draft.properties = new Map(properties.sort(byName));
  draft.unevaluatedProperties = factory.never;
  draft.closed = true;
}

const numeric = [
  "minimum",
  "exclusiveMinimum",
  "maximum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minProperties",
  "maxProperties",
  "minItems",
  "maxItems",
] as const;

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : a > b ? 1 : 0);

const named = (names: unknown): string[] => (Array.isArray(names) ? names.map(String).filter(name => name !== "") : []);

/** Whether the property "" is required: where that is missing ajv finds nothing missing. */
const asksForNoName = (names: unknown): boolean =>
  Array.isArray(names) ? names.includes("") : isObject(names) && Object.values(names).some(asksForNoName);

function typesOf(schema: Readonly<Record<string, unknown>>): (JsonType | "integer")[] {
  const stated = Array.isArray(schema.type) ? schema.type : [schema.type];
  // ajv reads `nullable`, of OpenAPI, in every dialect.
  return [...new Set([...stated, ...(schema.nullable === true ? ["null"] : [])])].sort() as (JsonType | "integer")[];
}

function follow(place: SchemaPlace, ref: string, reading: Reading) {
  const { documents, factory, closed, repeated = false } = reading;
  const target = documents.resolve(place, ref);
  // What neither version resolves may differ between them.
  const unresolved = `${documents.name} ${place.base} ${ref}`;
  let node: Node | undefined;
  return {
    key: `${documents.name} ${closed} ${repeated} ${target === undefined ? `?${unresolved}` : documents.identify(target)}`,
    target: () => {
      node ??=
        target === undefined
          ? factory.make({ opaque: "$ref", opaqueOf: unresolved }, place.pointer)
          : readNode(target, reading, false);
      return node;
    },
  };
}

function valueGroup(values: readonly unknown[], pointer: string, factory: NodeFactory) {
  const isScalar = (value: unknown): value is Scalar => typeof value !== "object" || value === null;
  return {
    scalars: values.filter(isScalar),
    compounds: values.filter(value => !isScalar(value)).map(value => exactly(value, pointer, factory)),
  };
}

/** The node that allows one value alone. */
export function exactly(value: unknown, pointer: string, factory: NodeFactory): Node {
  if (Array.isArray(value)) {
    const prefix = value.map(item => exactly(item, pointer, factory));
    return factory.make({ types: ["array"], minItems: value.length, maxItems: value.length, prefix }, pointer);
  }
  if (isObject(value)) {
    const properties = new Map(
      Object.keys(value)
        .sort()
        .map(key => [key, exactly(value[key], pointer, factory)]),
    );
    const required = [...properties.keys()];
    return factory.make({ types: ["object"], required, properties, additionalProperties: factory.never }, pointer);
  }
  return factory.make({ oneOfValues: [{ scalars: [value as Scalar], compounds: [] }] }, pointer);
}
