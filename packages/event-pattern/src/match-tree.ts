import type { Condition } from "./alternatives.ts";
import { anyOf, type Predicate } from "./predicate.ts";

/** One condition, ready to be evaluated; `steps` leads to the leaf from the tree's root. */
export interface CompiledCondition {
  readonly steps: readonly string[];
  readonly accepts: Predicate;
  /** Also satisfied when the event has no leaf at the path (`exists: false`). */
  readonly absent: boolean;
}

/** The conditions of one alternative below one path, arranged by step. */
export interface MatchTree {
  /** All conditions below this path, in the order of their paths. */
  readonly conditions: readonly CompiledCondition[];
  /** How many steps of a condition's `steps` lie above this tree. */
  readonly depth: number;
  /** The condition on the leaf at this very path. */
  readonly leaf: CompiledCondition | undefined;
  readonly branches: readonly Branch[];
  /** Whether an event without any leaf below this path satisfies every condition. */
  readonly absent: boolean;
  /** Whether any condition is satisfied by absence. */
  readonly maybeAbsent: boolean;
}

/** The conditions that continue with one step. */
export interface Branch {
  readonly key: string;
  readonly tree: MatchTree;
  /** The keys with dots that an event may spell further steps with: `{"a.b": 1}` is the same leaf as `{"a": {"b": 1}}`. */
  readonly joinedKeys: readonly string[];
}

/** Compiles the conditions of one alternative; they must be sorted by path. */
export function compileConditions(conditions: readonly Condition[]): MatchTree {
  const compiled = conditions.map(({ path, operators }) => ({
    steps: path.split("."),
    accepts: anyOf(operators),
    absent: operators.some(operator => operator.op === "exists" && !operator.exists),
  }));
  return matchTree(compiled, 0);
}

/** The tree of conditions whose steps agree up to `depth`. */
export function matchTree(conditions: readonly CompiledCondition[], depth: number): MatchTree {
  const deeper = conditions.filter(({ steps }) => steps.length > depth);
  const keys = new Set(deeper.map(({ steps }) => steps[depth] ?? ""));
  const branches = [...keys].map((key): Branch => {
    const below = deeper.filter(({ steps }) => steps[depth] === key);
    const joined = below.flatMap(({ steps }) =>
      steps.slice(depth + 1).map((_, i) => steps.slice(depth, depth + i + 2).join(".")),
    );
    return { key, tree: matchTree(below, depth + 1), joinedKeys: [...new Set(joined)] };
  });
  return {
    conditions,
    depth,
    leaf: conditions.find(({ steps }) => steps.length === depth),
    // The cheapest first: most events fail on a field of their envelope.
    branches: branches.sort((a, b) => a.tree.conditions.length - b.tree.conditions.length || weight(a) - weight(b)),
    absent: conditions.every(condition => condition.absent),
    maybeAbsent: conditions.some(condition => condition.absent),
  };
}

function weight(branch: Branch): number {
  return branch.joinedKeys.length;
}
