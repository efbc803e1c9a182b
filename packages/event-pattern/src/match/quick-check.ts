import type { Condition } from "../parse/alternatives.ts";
import type { JsonObject, Path } from "./event-fields.ts";
import type { CompiledCondition } from "./match-tree.ts";

/** What a quick look at an event says of a condition; `unsure` where only the whole of `evaluate` can tell. */
export type Quick = "yes" | "no" | "unsure";

/** What was found at a path, kept for one run. */
export interface PathLook {
  readonly path: Path;
  run: number;
  /** The text at its end; undefined where something else is there, or an array on the way. */
  text: string | undefined;
}

/** A condition as a quick look takes it, shared by all who ask the same. */
export interface QuickCheck {
  readonly condition: CompiledCondition;
  readonly look: PathLook;
  /** The only text that the leaf may be, where there is one. */
  readonly text: string | undefined;
  /** The run in which it was last asked, and what it said then. */
  run: number;
  answer: Quick;
}

/** The quick check of a condition that was never asked. */
export function quickCheck(condition: CompiledCondition, { operators }: Condition, look: PathLook): QuickCheck {
  const [only, ...more] = operators;
  const isText = only?.op === "exact" && only.ip === undefined && more.length === 0;
  const text = isText && typeof only.value === "string" ? only.value : undefined;
  return { condition, look, text, run: 0, answer: "unsure" };
}

/**
 * Whether an event satisfies one condition, as far as can be seen by following its path through objects to a text. An array on
 * the way, another kind of leaf, or a key that spells several steps with dots makes it unsure.
 */
export function quickLook({ condition, look, text }: QuickCheck, event: JsonObject, run: number): Quick {
  if (condition.absent) return "unsure";
  if (look.run !== run) {
    look.run = run;
    look.text = textAt(event, look.path);
  }
  const found = look.text;
  if (found === undefined) return "unsure";
  if (text === undefined ? condition.accepts(found) : found === text) return "yes";
  return look.path.steps.length === 1 || hasNoJoinedKey(event, look.path) ? "no" : "unsure";
}

function textAt(event: JsonObject, { steps }: Path): string | undefined {
  let value: unknown = event;
  for (let at = 0; at < steps.length; at++) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = (value as JsonObject)[steps[at]!];
  }
  return typeof value === "string" ? value : undefined;
}

/** Whether the objects along a path spell none of its steps together. */
function hasNoJoinedKey(event: JsonObject, { steps, joined }: Path): boolean {
  let object = event;
  for (let at = 0; at < steps.length - 1; at++) {
    const keys = joined[at];
    if (keys === undefined) return false;
    for (let more = 0; more < keys.length; more++) if (object[keys[more]!] !== undefined) return false;
    object = object[steps[at]!] as JsonObject;
  }
  return true;
}
