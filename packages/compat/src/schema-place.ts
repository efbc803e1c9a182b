import { isObject, toPointer } from "@tributary/contract-tools/json-pointer";
import type { SchemaVersion } from "./schema-version.ts";
import type { SchemaPlace } from "./verdict.ts";

/** Where a part of a version, the very object, stands in it; undefined where it is not part of it. */
export function schemaPlace(part: unknown, { schema, others = new Map() }: SchemaVersion): SchemaPlace | undefined {
  if (typeof part !== "object" || part === null) return undefined;
  const path = pathTo(part, schema, []);
  if (path !== undefined) return { pointer: toPointer(path) };
  for (const [document, other] of others) {
    const found = pathTo(part, other, []);
    if (found !== undefined) return { document, pointer: toPointer(found) };
  }
  return undefined;
}

function pathTo(
  part: object,
  value: unknown,
  path: readonly (string | number)[],
): readonly (string | number)[] | undefined {
  if (value === part) return path;
  const entries = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  for (const [key, each] of entries) {
    const found = pathTo(part, each, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
