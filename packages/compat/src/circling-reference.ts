import { isObject, toPointer } from "@tributary/contract-tools/json-pointer";
import { resolveRef } from "@tributary/event-pattern/reference";

interface Place {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

/** The place of a `$ref` that leads back to itself through references alone; ajv follows it without end when it compiles. */
export function circlingReference(root: unknown): string | undefined {
  /** Left by references without a circle, so that a chain is followed once, wherever it is entered. */
  const clear = new Set<unknown>();
  const documents = new Map([["", root]]);
  const places: Place[] = [{ value: root, path: [] }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { value, path } = place;
    if (typeof value !== "object" || value === null) continue;
    const met = new Set<unknown>();
    let here: unknown = value;
    while (isObject(here) && !clear.has(here) && typeof here.$ref === "string" && here.$ref.startsWith("#")) {
      if (met.has(here)) return toPointer(path);
      met.add(here);
      here = resolveRef(documents, "", here.$ref)?.schema;
    }
    for (const each of met) clear.add(each);
    const inner = Object.entries(value).map(([key, value]) => ({ value, path: [...path, key] }));
    places.push(...inner.reverse());
  }
  return undefined;
}
