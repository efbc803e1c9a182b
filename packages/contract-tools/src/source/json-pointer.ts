/** A JSON Pointer (RFC 6901) of path segments. */
export const toPointer = (segments: readonly (string | number)[]): string =>
  segments.map(segment => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** The path segments of a JSON Pointer. */
export const fromPointer = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map(segment => segment.replaceAll("~1", "/").replaceAll("~0", "~"));

/** Whether a parsed JSON value is an object. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a JSON Pointer, or undefined. */
export function valueAt(value: unknown, pointer: string): unknown {
  let current = value;
  for (const segment of fromPointer(pointer)) {
    if (Array.isArray(current)) current = current[Number(segment)];
    else if (isObject(current) && Object.hasOwn(current, segment)) current = current[segment];
    else return undefined;
  }
  return current;
}
