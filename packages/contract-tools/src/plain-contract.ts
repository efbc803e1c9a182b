import { contractFormats } from "./contract-formats.ts";
import type { JsonSchema } from "./contract-model.ts";
import { tagOf } from "./derive-schema.ts";
import { isObject } from "./json-pointer.ts";
import { isPlainSchema } from "./plain-schema.ts";
import { resolveReference, type SchemaSet } from "./schema-reference.ts";

/** A contract in the plain part of JSON Schema, which needs no general compiler: named definitions that refer to one another. */
export interface PlainContract {
  /** The name of the definition that the whole detail obeys. */
  readonly root: string;
  readonly definitions: ReadonlyMap<string, PlainDefinition>;
}

/** An object, or a thing of one of several kinds. `$ref`s below it are names of other definitions. */
export interface PlainDefinition {
  readonly schema: JsonSchema;
  /** The property that tells variants apart, and the definition for each of its values. */
  readonly variants?: { readonly tag: string; readonly names: Readonly<Record<string, string>> };
}

/** What generated modules import would stand beside a definition of the same name. */
const elsewhere = new Set(["Object", "EventContract"]);

const formats: ReadonlySet<string> = new Set(Object.keys(contractFormats));

/**
 * A schema and all that it refers to, arranged as definitions: every object has one, and so has whatever is referred to.
 * Undefined when any of it uses more than the plain part of JSON Schema (see `isPlainSchema`), or refers to nothing.
 */
export function plainContract(id: string, root: string, schemas: SchemaSet): PlainContract | undefined {
  for (const schema of schemas.values()) if (!isPlainSchema(schema, formats)) return undefined;
  const definitions = new Map<string, PlainDefinition | undefined>();
  const names = new Map<JsonSchema, string>();
  let broken = false;

  const define = (schema: JsonSchema, base: string, wish: string): string => {
    const known = names.get(schema);
    if (known !== undefined) return known;
    const name = free(wish);
    names.set(schema, name);
    definitions.set(name, undefined); // Keeps its place: definitions stand in the order in which they are first met.
    definitions.set(name, definition(schema, base, name));
    return name;
  };

  const definition = (schema: JsonSchema, base: string, name: string): PlainDefinition => {
    if (!Array.isArray(schema.oneOf)) return { schema: inner(schema, base, name) };
    const tag = tagOf(schema, base, schemas);
    if (tag === undefined) broken = true;
    const names = schema.oneOf.flatMap((variant: unknown, index) => {
      const placed = place(isObject(variant) ? variant : {}, base, `${name}${index + 1}`);
      const target = definitions.get(String(placed.$ref))?.schema;
      const properties = isObject(target?.properties) ? target.properties : {};
      const constant = isObject(properties[tag ?? ""]) ? properties[tag ?? ""] : undefined;
      if (!isObject(constant) || typeof constant.const !== "string") broken = true;
      return isObject(constant) ? [[String(constant.const), String(placed.$ref)] as const] : [];
    });
    return { schema, variants: { tag: tag ?? "", names: Object.fromEntries(names) } };
  };

  /** What stands in the place of a subschema: itself, or a reference to its definition. */
  const place = (schema: JsonSchema, base: string, wish: string): JsonSchema => {
    if (typeof schema.$ref === "string") {
      const target = resolveReference(schemas, base, schema.$ref);
      if (target === undefined) broken = true;
      if (target === undefined) return schema;
      const last = target.pointer.split("/").at(-1)!;
      const named = define(target.schema, target.base, titleOf(target.schema) ?? (last === "" ? wish : typeName(last)));
      return { ...schema, $ref: named };
    }
    if (schema.type === "object") return { $ref: define(schema, base, titleOf(schema) ?? wish) };
    return inner(schema, base, wish);
  };

  const inner = (schema: JsonSchema, base: string, name: string): JsonSchema => {
    const { properties, items, additionalProperties, $defs: _defs, definitions: _old, ...rest } = schema;
    if (typeof schema.$ref === "string") broken = true; // A definition that is another by reference may be so in a circle.
    const placed: Record<string, unknown> = rest;
    if (isObject(properties)) {
      placed.properties = Object.fromEntries(
        Object.entries(properties).map(([key, each]) => [
          key,
          place(isObject(each) ? each : {}, base, `${name}${typeName(key)}`),
        ]),
      );
    }
    if (isObject(items)) placed.items = place(items, base, `${name}Item`);
    if (isObject(additionalProperties)) {
      const wish = titleOf(additionalProperties) ?? `${name}Value`;
      placed.additionalProperties =
        additionalProperties.type === "array"
          ? { $ref: define(additionalProperties, base, wish) }
          : place(additionalProperties, base, wish);
    } else if (additionalProperties !== undefined) placed.additionalProperties = additionalProperties;
    return placed;
  };

  const free = (wish: string) => {
    let name = wish;
    for (let suffix = 1; definitions.has(name) || elsewhere.has(name); suffix++) name = `${wish}${suffix}`;
    return name;
  };

  define(schemas.get(id) ?? {}, id, root);
  const complete = new Map([...definitions].flatMap(([name, each]) => (each === undefined ? [] : [[name, each]])));
  return broken ? undefined : { root, definitions: complete };
}

const titleOf = ({ title }: JsonSchema) => (typeof title === "string" ? typeName(title) : undefined);

/** A text as the name of a type: `address-line` → `AddressLine`. */
function typeName(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter(word => word !== "");
  const name = words.map(word => word[0]!.toUpperCase() + word.slice(1)).join("");
  return /^[A-Za-z]/.test(name) ? name : `Type${name}`;
}
