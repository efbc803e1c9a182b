import { isObject } from "@tributary/contract-tools/json-pointer";
import type { SchemaVersion } from "../schema-version.ts";

type Schema = Readonly<Record<string, unknown>>;

const isOld = (schema: Schema) => String(schema.$schema ?? "").includes("draft-07");

/** A schema and those that it refers to as one document: the others stand in `$defs` (draft-07: `definitions`) by their `$id`. */
export function bundleSchema({ schema, others = new Map() }: SchemaVersion): unknown {
  const id = isObject(schema) ? schema.$id : undefined;
  const added = [...others].filter(([other]) => other !== id).sort(([a], [b]) => (a < b ? -1 : 1));
  if (!isObject(schema) || added.length === 0) return schema;
  const keyword = isOld(schema) ? "definitions" : "$defs";
  const own = isObject(schema[keyword]) ? schema[keyword] : {};
  return { ...schema, [keyword]: { ...own, ...Object.fromEntries(added) } };
}

/** The separate schemas of a bundle by `bundleSchema`. */
export function unbundleSchema(name: string, bundle: unknown): SchemaVersion {
  if (!isObject(bundle)) return { name, schema: bundle };
  const keyword = isOld(bundle) ? "definitions" : "$defs";
  const definitions = isObject(bundle[keyword]) ? bundle[keyword] : {};
  const isBundled = ([key, value]: [string, unknown]) => isObject(value) && value.$id === key;
  const entries = Object.entries(definitions);
  const others = new Map(entries.filter(isBundled));
  if (others.size === 0) return { name, schema: bundle };
  const { [keyword]: _all, ...rest } = bundle;
  const own = entries.filter(each => !isBundled(each));
  return { name, schema: own.length === 0 ? rest : { ...rest, [keyword]: Object.fromEntries(own) }, others };
}
