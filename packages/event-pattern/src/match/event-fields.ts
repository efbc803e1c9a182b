import type { Leaf } from "../parse/operator.ts";
import { countSteps } from "./step-limit.ts";

/**
 * How deep an event is looked into. Deeper nesting is not JSON that the service accepts;
 * the bound keeps a hostile event from exhausting the stack.
 */
export const EVENT_DEPTH_LIMIT = 1_000;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether an item of an array is a leaf by itself. */
export function isScalar(item: unknown): item is Leaf {
  return item === null || typeof item !== "object";
}

/** Whether every object inherits a member of this name, so that finding one does not mean the object has it. */
export function isInherited(key: string): boolean {
  return key in Object.prototype;
}

/** The own member of an object; undefined when it has none (JSON has no undefined). */
export function member(object: JsonObject, key: string): unknown {
  return isInherited(key) && !Object.hasOwn(object, key) ? undefined : object[key];
}

/** A path into an event. */
export interface Path {
  readonly steps: readonly string[];
  /** For each step, the keys that join it with those after it; undefined where there would be more than JOINED_LIMIT. */
  readonly joined: readonly (readonly string[] | undefined)[];
}

/**
 * How many joined keys are kept for one step. All of them would grow with the cube of the pattern's length; where more could
 * be, the keys of the event are searched instead, which is slower for events that go as deep.
 */
const JOINED_LIMIT = 8;

/** The path that `text` denotes, its steps separated by dots. */
export function fieldPath(text: string): Path {
  const steps = text.split(".");
  const joined = steps.map((_, at) => {
    const later = steps.slice(at + 1);
    if (later.length > JOINED_LIMIT) return undefined;
    return later.map((_, more) => interned(steps.slice(at, at + more + 2).join(".")));
  });
  return { steps, joined };
}

/** The same string, as the engine keeps property names: looking up a string put together at run time costs several times more. */
function interned(key: string): string {
  return Object.keys({ [key]: true })[0] ?? key;
}

/**
 * Whether any leaf at the end of `path`, from its step `at` on, satisfies `accepts`: through every array on the way, and through
 * keys that spell several steps with dots. Empty arrays and objects hold no leaf.
 */
export function someLeaf(value: unknown, path: Path, at: number, accepts: (leaf: Leaf) => boolean, depth = 0): boolean {
  countSteps(1);
  if (depth > EVENT_DEPTH_LIMIT || value === undefined) return false;
  if (typeof value !== "object" || value === null) return at === path.steps.length && accepts(value as Leaf);
  if (Array.isArray(value)) {
    for (const item of value) if (someLeaf(item, path, at, accepts, depth + 1)) return true;
    return false;
  }
  const object = value as JsonObject;
  const step = path.steps[at];
  if (step === undefined) return false;
  if (someLeaf(member(object, step), path, at + 1, accepts, depth + 1)) return true;
  const joined = path.joined[at];
  if (joined === undefined) return someJoined(object, path, at, accepts, depth);
  for (let more = 0; more < joined.length; more++) {
    const child = object[joined[more] ?? ""];
    if (child !== undefined && someLeaf(child, path, at + more + 2, accepts, depth + 1)) return true;
  }
  return false;
}

/** The same for the keys of the object that join steps of the path, found among all its keys. */
function someJoined(
  object: JsonObject,
  path: Path,
  at: number,
  accepts: (leaf: Leaf) => boolean,
  depth: number,
): boolean {
  const step = `${path.steps[at]}.${path.steps[at + 1]}`;
  const keys = Object.keys(object);
  countSteps(keys.length);
  return keys.some(key => {
    if (!key.startsWith(step)) return false;
    const next = at + key.split(".").length;
    const isNext = key === path.steps.slice(at, next).join(".");
    return isNext && someLeaf(object[key], path, next, accepts, depth + 1);
  });
}
