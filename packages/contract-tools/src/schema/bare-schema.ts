import { basename } from "node:path";
import type { EventModel, JsonSchema, SchemaFile } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";
import { METADATA, shippedSchema } from "../source/shipped-schema.ts";
import { readSourceFile } from "../source/source-file.ts";
import { type Located, resolveReference, type SchemaSet } from "./schema-reference.ts";

/**
 * Whether an event that nobody here sends is one of ours all the same, of another repository: its metadata are the ones that
 * every event has here, by reference, or written out with all that those require. Others call fields `metadata` and `data`, too.
 */
export function isEnveloped({ id, schema }: Pick<SchemaFile, "id" | "schema">, schemas: SchemaSet): boolean {
  const { properties } = schema;
  if (!isObject(properties) || !isObject(properties.data) || !isObject(properties.metadata)) return false;
  return isOurMetadata({ schema: properties.metadata, base: id, pointer: "/properties/metadata" }, schemas);
}

function isOurMetadata(start: Located, schemas: SchemaSet): boolean {
  const required = new Set<unknown>();
  const seen = new Set<JsonSchema>();
  const visit = ({ schema, base, pointer }: Located): boolean => {
    if (seen.has(schema)) return false;
    seen.add(schema);
    if (pointer === "" && base.split("/").at(-1) === METADATA) return true;
    if (Array.isArray(schema.required)) for (const name of schema.required) required.add(name);
    const parts = Array.isArray(schema.allOf) ? schema.allOf.filter(isObject) : [];
    const target = typeof schema.$ref === "string" ? resolveReference(schemas, base, schema.$ref) : undefined;
    const next = parts.map((part): Located => ({ schema: part, base, pointer: `${pointer}/allOf` }));
    return [...next, ...(target ? [target] : [])].some(visit);
  };
  if (visit(start)) return true;
  const ours = readSourceFile(shippedSchema(METADATA)).value as { readonly required: readonly string[] };
  return ours.required.every(name => required.has(name));
}

/**
 * The schemas of an event with one on top that handlers see it by: `{ metadata, data }`, where the data are the whole detail of a
 * bare event, and the metadata what the bus says of it. Of any other event, its own.
 */
export function handledSchema({ bare, schema }: EventModel, schemas: SchemaSet): { id: string; schemas: SchemaSet } {
  if (bare !== true) return { id: schema.id, schemas };
  const metadata = readSourceFile(shippedSchema(METADATA)).value as JsonSchema;
  const id = `${schema.id.replace(/[^/]*$/, "")}handled/${basename(schema.source.path)}`;
  const handled: JsonSchema = {
    $schema: schema.schema.$schema,
    $id: id,
    type: "object",
    additionalProperties: false,
    required: ["metadata", "data"],
    properties: { metadata: { $ref: String(metadata.$id) }, data: { $ref: schema.id } },
  };
  return { id, schemas: new Map([[id, handled], [String(metadata.$id), metadata], ...schemas]) };
}
