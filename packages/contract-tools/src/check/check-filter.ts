import { parsePattern } from "@tributary/event-pattern/parse-pattern";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import type { OperationModel } from "../contract-model.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { isObject, toPointer } from "../json-pointer.ts";
import { dereference, type Located, type SchemaSet } from "../schema-reference.ts";
import type { SourceFile } from "../source-file.ts";
import { finding } from "./finding.ts";

/**
 * Whether the content filter of a reception is a pattern that EventBridge accepts, looks only at fields that the event
 * has, and asks for values that they can have. A filter that fails any of this would silently deliver nothing.
 */
export function checkFilter(
  { event, filter, pointer }: OperationModel,
  document: SourceFile,
  set: SchemaSet,
): Diagnostic[] {
  if (filter === undefined) return [];
  const at = `${pointer}/x-eventbridge/filter`;
  try {
    parsePattern(JSON.stringify({ detail: filter }));
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return [finding("filter-invalid", document, at + error.pointer.replace(/^\/detail/, ""), error.reason)];
  }
  const found: Diagnostic[] = [];
  visit(filter, [{ schema: event.schema.schema, base: event.schema.id, pointer: "" }], []);
  return found;

  function visit(pattern: Readonly<Record<string, unknown>>, schemas: readonly Located[], path: readonly string[]) {
    for (const [name, inner] of Object.entries(pattern)) {
      const here = [...path, name];
      if (name === "$or" && Array.isArray(inner)) {
        for (const [index, each] of inner.entries()) if (isObject(each)) visit(each, schemas, [...here, String(index)]);
        continue;
      }
      const below = schemas.flatMap(each => property(each, name, set));
      if (below.length === 0) {
        const message = `${event.detailType} has no field ${toPointer(here)}`;
        found.push(finding("filter-path-unknown", document, at + toPointer(here), message));
      } else if (isObject(inner)) visit(inner, below, here);
      else if (Array.isArray(inner)) {
        for (const [index, value] of inner.entries()) {
          if (isObject(value) || below.some(each => admits(each, value, set))) continue;
          const message = `the field can never be ${JSON.stringify(value)}`;
          found.push(finding("filter-value-impossible", document, at + toPointer([...here, String(index)]), message));
        }
      }
    }
  }
}

/** The schemas of a property: of each variant that has it; an array is looked into, as EventBridge does. */
function property(start: Located, name: string, set: SchemaSet): Located[] {
  const { schema, base, pointer } = dereference(set, start);
  const within = (value: unknown) => (isObject(value) ? property({ schema: value, base, pointer }, name, set) : []);
  const { properties, items } = schema;
  const own = isObject(properties) && isObject(properties[name]) ? [{ schema: properties[name], base, pointer }] : [];
  return [...own, ...variantsOf(schema).flatMap(within), ...within(items)];
}

/** Whether a schema could admit a literal, judged by its constants and its types alone. */
function admits(start: Located, value: unknown, set: SchemaSet): boolean {
  const { schema, base, pointer } = dereference(set, start);
  const within = (inner: unknown) => isObject(inner) && admits({ schema: inner, base, pointer }, value, set);
  if ("const" in schema) return schema.const === value;
  if (Array.isArray(schema.enum)) return schema.enum.includes(value);
  const variants = variantsOf(schema);
  if (variants.length > 0) return variants.some(within);
  const types: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.some(
    type => type === undefined || (type === "array" ? within(schema.items) : typeNames(value).includes(type)),
  );
}

const variantsOf = (schema: Located["schema"]): unknown[] =>
  ["allOf", "anyOf", "oneOf"].flatMap(keyword => (Array.isArray(schema[keyword]) ? schema[keyword] : []));

const typeNames = (value: unknown): readonly unknown[] =>
  value === null ? ["null"] : typeof value === "number" ? ["number", "integer"] : [typeof value];
