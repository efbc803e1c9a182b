import { deriveSchema } from "@tributary/contract-tools/derive-schema";
import { isObject } from "@tributary/contract-tools/json-pointer";
import type { SchemaVersion } from "./schema-version.ts";

/** A version as a tolerant consumer reads it, by the derivation that its validator is generated with. */
export function openSchemas({ name, schema, others }: SchemaVersion): SchemaVersion {
  if (!isObject(schema)) return { name, schema };
  const set = new Map([...(others ?? [])].flatMap(([id, other]) => (isObject(other) ? [[id, other] as const] : [])));
  const id = typeof schema.$id === "string" ? schema.$id : "";
  const all = new Map(set).set(id, schema);
  const open = (each: typeof schema, base: string) => deriveSchema(each, base, all, true);
  return { name, schema: open(schema, id), others: new Map([...set].map(([base, each]) => [base, open(each, base)])) };
}
