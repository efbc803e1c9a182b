import type { Condition } from "../parse/alternatives.ts";
import type { Leaf, Operator } from "../parse/operator.ts";
import type { CompiledAlternative, CompiledPattern } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { EVENT_DEPTH_LIMIT, fieldPath, isObject, member, someLeaf } from "./event-fields.ts";
import { operatorsInWords } from "./in-words.ts";
import { match } from "./match.ts";
import { compileConditions } from "./match-tree.ts";

/** A condition that an event does not meet. */
export interface Mismatch {
  /** JSON Pointer of the condition in the pattern. */
  readonly pointer: string;
  /**
   * no-field: there is nothing at its path; no-value: there is an object or an empty list, which no condition looks at; wrong-type: a
   * value of another type; other-value: another value; present: a value where none should be; apart: it is met, but not in the
   * element of an array in which the others are; not-an-object: the event is none.
   */
  readonly kind: "no-field" | "no-value" | "wrong-type" | "other-value" | "present" | "apart" | "not-an-object";
  /** Names fields and values of the pattern, never a value of the event. */
  readonly message: string;
  /** apart: the other conditions, by pointer. */
  readonly others?: readonly string[];
}

/** Why an event does not match: every condition it fails of the alternative it is nearest to. None when it matches. */
export function mismatches(pattern: CompiledPattern, event: unknown): readonly Mismatch[] {
  if (!isObject(event)) return [{ pointer: "", kind: "not-an-object", message: "the event is not a JSON object" }];
  if (match(pattern, event)) return [];
  const [nearest = []] = pattern.alternatives
    .map(alternative => failuresOf(alternative, event))
    .sort((a, b) => a.length - b.length);
  return nearest;
}

function failuresOf({ conditions }: CompiledAlternative, event: unknown): Mismatch[] {
  const holds = (some: readonly Condition[]) => evaluate(compileConditions(some), event);
  const failing = conditions.filter(condition => !holds([condition]));
  const met = conditions.filter(condition => !failing.includes(condition));
  return [...failing.map(condition => explain(condition, event)), ...(holds(met) ? [] : [apart(met, holds)])];
}

/** Names as few conditions as cannot be met together. */
function apart(conditions: readonly Condition[], holds: (some: readonly Condition[]) => boolean): Mismatch {
  const core = conditions.reduce((left, condition) => {
    const fewer = left.filter(each => each !== condition);
    return holds(fewer) ? left : fewer;
  }, conditions);
  const [pointer = "", ...others] = core.map(each => each.pointer);
  const paths = core.map(({ path }) => path).join(" and ");
  return { pointer, kind: "apart", message: `no one element of an array meets both ${paths}`, others };
}

function explain({ path, operators, pointer }: Condition, event: unknown): Mismatch {
  const said = (kind: Mismatch["kind"], found: string): Mismatch => {
    return { pointer, kind, message: `${path} should be ${operatorsInWords(operators)}, but ${found}` };
  };
  const leaves: Leaf[] = [];
  someLeaf(event, fieldPath(path), 0, leaf => leaves.push(leaf) < 0);
  if (leaves.length === 0) {
    const steps = path.split(".");
    const depth = depthOf(event, steps);
    if (depth < steps.length) return said("no-field", `the event has no ${steps.slice(0, depth + 1).join(".")}`);
    return said("no-value", "it holds an object or an empty list; conditions test only single values");
  }
  if (operators.every(operator => operator.op === "exists")) return said("present", "it is there");
  const wanted = new Set(operators.flatMap(typesOf));
  const types = new Set(leaves.map(typeOf));
  if (types.isDisjointFrom(wanted)) return said("wrong-type", `it is ${[...types].join(" and ")}`);
  return said("other-value", `it is ${nearMiss(operators, leaves) ?? "not"}`);
}

/** How many steps of a path lead somewhere, in any element of the arrays on the way. */
function depthOf(value: unknown, steps: readonly string[], depth = 0): number {
  if (depth > EVENT_DEPTH_LIMIT) return 0;
  if (Array.isArray(value)) {
    return value.reduce<number>((most, item) => Math.max(most, depthOf(item, steps, depth + 1)), 0);
  }
  const [step, ...rest] = steps;
  const next = step !== undefined && isObject(value) ? member(value, step) : undefined;
  return next === undefined ? 0 : 1 + depthOf(next, rest, depth + 1);
}

function typesOf(operator: Operator): string[] {
  switch (operator.op) {
    case "exact":
      return [typeOf(operator.value)];
    case "numeric":
      return [typeOf(0)];
    case "exists":
      return [];
    case "anything-but":
      return [null, true, 0, ""].map(typeOf);
    default:
      return [typeOf("")];
  }
}

const typeOf = (leaf: Leaf): string =>
  leaf === null ? "null" : { string: "a text", number: "a number", boolean: "true or false" }[typeof leaf as "string"];

/** What a look would miss: the very text, spelled a little differently. */
function nearMiss(operators: readonly Operator[], leaves: readonly Leaf[]): string | undefined {
  const texts = operators.flatMap(each => (each.op === "exact" && typeof each.value === "string" ? [each.value] : []));
  const found = leaves.filter(leaf => typeof leaf === "string");
  const some = (same: (a: string, b: string) => boolean) => texts.some(text => found.some(leaf => same(text, leaf)));
  if (some((a, b) => a.toLowerCase() === b.toLowerCase())) return "written in another letter case";
  return some((a, b) => a.trim() === b.trim()) ? "written with other spaces around it" : undefined;
}
