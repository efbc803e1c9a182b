import type { Leaf } from "./operator.ts";

/**
 * How deep an event is looked into. Deeper nesting is not JSON that the service accepts;
 * the bound keeps a hostile event from exhausting the stack.
 */
export const EVENT_DEPTH_LIMIT = 1_000;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own member of an object; undefined when it has none (JSON has no undefined). */
export function member(object: JsonObject, key: string): unknown {
  const value = object[key];
  // Only a key that every object inherits can be found without being there.
  return value !== undefined && key in Object.prototype && !Object.hasOwn(object, key) ? undefined : value;
}

/**
 * Whether any leaf at `steps[at…]` below `value` satisfies `accepts`: through every array on the way, and through keys that
 * spell several steps with dots. Empty arrays and objects hold no leaf.
 */
export function someLeaf(
  value: unknown,
  steps: readonly string[],
  at: number,
  accepts: (leaf: Leaf) => boolean,
  depth = 0,
): boolean {
  if (depth > EVENT_DEPTH_LIMIT || value === undefined) return false;
  if (Array.isArray(value)) return value.some(item => someLeaf(item, steps, at, accepts, depth + 1));
  if (!isObject(value)) return at === steps.length && accepts(value as Leaf);
  for (let end = at + 1; end <= steps.length; end++) {
    const key = end === at + 1 ? (steps[at] ?? "") : steps.slice(at, end).join(".");
    const child = member(value, key);
    if (child !== undefined && someLeaf(child, steps, end, accepts, depth + 1)) return true;
  }
  return false;
}
