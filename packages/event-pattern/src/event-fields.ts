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

/** Whether every object inherits a member of this name, so that finding one does not mean the object has it. */
export function isInherited(key: string): boolean {
  return key in Object.prototype;
}

/** The own member of an object; undefined when it has none (JSON has no undefined). */
export function member(object: JsonObject, key: string): unknown {
  return isInherited(key) && !Object.hasOwn(object, key) ? undefined : object[key];
}

/** A path into an event: for each step, the keys that may lead on from there, the step alone and joined with those after it. */
export type Path = readonly (readonly string[])[];

/** The path that `text` denotes, its steps separated by dots. */
export function fieldPath(text: string): Path {
  const steps = text.split(".");
  return steps.map((_, at) => steps.slice(at).map((_, more) => interned(steps.slice(at, at + more + 1).join("."))));
}

/** The same string, as the engine keeps property names: looking up a string put together at run time costs several times more. */
export function interned(key: string): string {
  return Object.keys({ [key]: true })[0] ?? key;
}

/**
 * Whether any leaf at the end of `path`, from its step `at` on, satisfies `accepts`: through every array on the way, and through
 * keys that spell several steps with dots. Empty arrays and objects hold no leaf.
 */
export function someLeaf(value: unknown, path: Path, at: number, accepts: (leaf: Leaf) => boolean, depth = 0): boolean {
  if (depth > EVENT_DEPTH_LIMIT || value === undefined) return false;
  if (typeof value !== "object" || value === null) return at === path.length && accepts(value as Leaf);
  if (Array.isArray(value)) {
    for (const item of value) if (someLeaf(item, path, at, accepts, depth + 1)) return true;
    return false;
  }
  const keys = path[at];
  if (keys === undefined) return false;
  for (let more = 0; more < keys.length; more++) {
    const child = member(value as JsonObject, keys[more] ?? "");
    if (child !== undefined && someLeaf(child, path, at + more + 1, accepts, depth + 1)) return true;
  }
  return false;
}
