import { basename } from "node:path";
import type { EventModel, JsonSchema } from "../source/contract-model.ts";
import { METADATA, shippedSchema } from "../source/shipped-schema.ts";
import { readSourceFile } from "../source/source-file.ts";
import type { SchemaSet } from "./schema-reference.ts";

/** Whether a schema is of a detail with metadata and data, as every event of ours has. */
export function isEnveloped({ properties }: JsonSchema): boolean {
  return typeof properties === "object" && properties !== null && "metadata" in properties && "data" in properties;
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
