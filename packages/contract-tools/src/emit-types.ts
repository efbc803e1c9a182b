import { compile, type JSONSchema } from "json-schema-to-typescript";
import type { JsonSchema } from "./contract-model.ts";
import { isObject } from "./json-pointer.ts";
import { mapSubschemas } from "./schema-positions.ts";
import type { SchemaSet } from "./schema-reference.ts";

/** TypeScript declarations of a schema and of what it refers to, the schema's own under the name given. */
export async function emitTypes(id: string, name: string, schemas: SchemaSet): Promise<string> {
  const schema = { ...bundled(id, schemas), title: name } as JSONSchema;
  return compile(schema, name, {
    bannerComment: "",
    additionalProperties: true,
    ignoreMinAndMaxItems: true,
    enableConstEnums: false,
    declareExternallyReferenced: true,
    format: true,
    style: { printWidth: 120 },
    $refOptions: { resolve: { file: false, http: false } },
  });
}

/** The schema with every other schema that it needs under `$defs`, so that all references are local. */
function bundled(id: string, schemas: SchemaSet): JsonSchema {
  const keys = new Map([...schemas.keys()].map((each, index) => [each, `schema${index}`]));
  const local = (schema: JsonSchema, base: string): JsonSchema => {
    const inner = mapSubschemas(schema, each => local(each, base));
    const ref = schema.$ref;
    if (typeof ref !== "string") return inner;
    const [address = "", fragment = ""] = ref.split("#");
    const target = address === "" ? base : new URL(address, base).href;
    const inside = fragment.replace(/^\/definitions\//, "/$defs/");
    return { $ref: target === id ? `#${inside}` : `#/$defs/${keys.get(target)}${inside}` };
  };
  // Draft-07 says `definitions` where 2020-12 says `$defs`.
  const plain = ({ $id: _id, $schema: _dialect, definitions, ...rest }: JsonSchema, base: string) =>
    local(definitions === undefined ? rest : { ...rest, $defs: definitions }, base);
  const root = plain(schemas.get(id) ?? {}, id);
  const others = [...schemas]
    .filter(([each]) => each !== id)
    .map(([each, schema]) => [keys.get(each), plain(schema, each)]);
  const own = isObject(root.$defs) ? root.$defs : {};
  return { ...root, $defs: { ...own, ...Object.fromEntries(others) } };
}
