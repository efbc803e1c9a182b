import { PatternError } from "./pattern-error.ts";

/**
 * One JSON value of a pattern, as written: duplicate keys stay, in order, and a number keeps its text.
 * Plain parsed JSON loses both, and the pattern language needs both.
 */
export type PatternNode =
  | { readonly kind: "object"; readonly entries: readonly (readonly [key: string, value: PatternNode])[] }
  | { readonly kind: "array"; readonly items: readonly PatternNode[] }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "number"; readonly value: number; readonly text: string }
  | { readonly kind: "literal"; readonly value: boolean | null };

/** A JSON object of a pattern. */
export type ObjectNode = Extract<PatternNode, { kind: "object" }>;

/** How deep a pattern may nest; the longest pattern EventBridge accepts (4,096 characters) stays below it. */
export const PATTERN_DEPTH_LIMIT = 1_000;

/**
 * The pattern that a plain JavaScript value denotes.
 * Throws PatternError for what JSON has no word for, and for nesting deeper than PATTERN_DEPTH_LIMIT.
 */
export function patternNode(value: unknown, pointer = "", depth = 0): PatternNode {
  if (depth > PATTERN_DEPTH_LIMIT) throw new PatternError("Pattern is nested too deeply", "");
  if (typeof value === "string") return { kind: "string", value };
  if (typeof value === "number") return { kind: "number", value, text: String(value) };
  if (typeof value === "boolean" || value === null) return { kind: "literal", value };
  if (Array.isArray(value)) {
    return { kind: "array", items: value.map((item, i) => patternNode(item, `${pointer}/${i}`, depth + 1)) };
  }
  if (typeof value === "object") {
    const entries = Object.entries(value).map(
      ([key, entry]) => [key, patternNode(entry, childPointer(pointer, key), depth + 1)] as const,
    );
    return { kind: "object", entries };
  }
  throw new PatternError(`A pattern is JSON, ${typeof value} is not`, pointer);
}

/** The JSON Pointer (RFC 6901) of a member below `pointer`. */
export function childPointer(pointer: string, key: string): string {
  return `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
