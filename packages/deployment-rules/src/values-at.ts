/** A value below the inputs of a resource, and its path. */
export interface Found {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** The values at a path like `filters.*.pattern`; a policy in a JSON text counts as the object that it is. Absent ones are left out. */
export function valuesAt(inputs: unknown, path: string): Found[] {
  return path.split(".").reduce<Found[]>(
    (found, key) =>
      found.flatMap(({ path: before, value }) => {
        const held = parsed(value);
        if (typeof held !== "object" || held === null) return [];
        const keys: (string | number)[] =
          key !== "*" ? [key] : Array.isArray(held) ? [...held.keys()] : Object.keys(held);
        return keys.flatMap(each => {
          const next = (held as Record<string | number, unknown>)[each];
          return next === undefined || next === null ? [] : [{ path: [...before, each], value: next }];
        });
      }),
    [{ path: [], value: inputs }],
  );
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !value.startsWith("{")) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
