import type { JsonSchema } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";
import { dereference, type SchemaSet } from "./schema-reference.ts";

/** The property that tells the variants of a `oneOf` apart, and the texts that it has in each. */
export interface Tag {
  readonly name: string;
  readonly values: readonly (readonly string[])[];
}

/** The property that tells the variants of a `oneOf` apart: required, and some texts in each that no other has. */
export function tagOf(schema: JsonSchema, base: string, schemas: SchemaSet): Tag | undefined {
  const variants = schema.oneOf;
  if (!Array.isArray(variants) || variants.length === 0 || schema.type !== "object") return undefined;
  const targets = variants.map(variant =>
    isObject(variant)
      ? dereference(schemas, { schema: variant, base, pointer: "" })
      : { schema: {}, base, pointer: "" },
  );
  const properties = targets.map(({ schema: { properties } }) => (isObject(properties) ? properties : {}));
  for (const name of Object.keys(properties[0] ?? {})) {
    const isRequired = targets.every(({ schema: { required } }) => Array.isArray(required) && required.includes(name));
    const values = properties.map((each, index) => {
      const property: unknown = Object.hasOwn(each, name) ? each[name] : undefined;
      return isObject(property) ? textsOf(dereference(schemas, { ...targets[index]!, schema: property }).schema) : [];
    });
    const all = values.flat();
    const areApart = values.every(each => each.length > 0) && new Set(all).size === all.length;
    if (isRequired && areApart) return { name, values };
  }
  return undefined;
}

/** The only texts that a schema allows; empty where it allows anything else. */
function textsOf(schema: JsonSchema): readonly string[] {
  const values: readonly unknown[] = "const" in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : [];
  return values.every(value => typeof value === "string") ? values : [];
}
