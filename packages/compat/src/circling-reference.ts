import { isObject, toPointer, valueAt } from "@tributary/contract-tools/json-pointer";

/** Where a `$ref` within a document leads back to itself by references alone, which ajv follows without end as it compiles. */
export function circlingReference(
  root: unknown,
  value: unknown = root,
  path: readonly (string | number)[] = [],
): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const met = new Set<unknown>();
  let here: unknown = value;
  while (isObject(here) && typeof here.$ref === "string" && here.$ref.startsWith("#/")) {
    if (met.has(here)) return toPointer(path);
    met.add(here);
    here = valueAt(root, here.$ref.slice(1));
  }
  for (const [key, inner] of Object.entries(value)) {
    const found = circlingReference(root, inner, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
