/** An unchecked JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** The object, or an empty one for anything else. */
export function asRecord(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** The array, or an empty one for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
