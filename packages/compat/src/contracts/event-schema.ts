import type { ContractModel, EventModel } from "@tributary/contract-tools/contract-model";
import { schemaClosure, schemaSet } from "@tributary/contract-tools/schema-closure";
import type { SchemaVersion } from "../schema-version.ts";

/** The schema of an event, with those that it refers to. */
export function eventSchema(name: string, { schema }: EventModel, model: ContractModel): SchemaVersion {
  const others = new Map(schemaClosure(schema.id, schemaSet(model.schemas)));
  others.delete(schema.id);
  return { name, schema: schema.schema, others };
}
