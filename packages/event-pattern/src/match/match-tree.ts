import type { Condition } from "../parse/alternatives.ts";
import { fieldPath, isInherited, type Path } from "./event-fields.ts";
import { anyOf, type Predicate } from "./predicate.ts";

/** One condition, ready to be evaluated; `path` leads to the leaf from the root of the event. */
export interface CompiledCondition {
  readonly path: Path;
  readonly accepts: Predicate;
  /** Also satisfied when the event has no leaf at the path (`exists: false`). */
  readonly absent: boolean;
}

/** The conditions of one alternative below one path, arranged by step. */
export interface MatchTree {
  /** All conditions below this path, in the order of their paths. */
  readonly conditions: readonly CompiledCondition[];
  /** How many steps of a condition's `path` lie above this tree. */
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
  /** Whether looking the key up needs care, see `isInherited`. */
  readonly inherited: boolean;
  readonly tree: MatchTree;
  /** The test of a scalar under the key, when the path ends there. */
  readonly accepts: Predicate | undefined;
  /**
   * The keys with dots that an event may spell this step and further ones with: `{"a.b": 1}` is the same leaf as `{"a": {"b": 1}}`.
   * Undefined when there are too many to list.
   */
  readonly joinedKeys: readonly string[] | undefined;
}

/** Compiles the conditions of one alternative; they must be sorted by path. */
export function compileConditions(conditions: readonly Condition[]): MatchTree {
  return matchTree(conditions.map(compileCondition), 0);
}

/** The alternatives of a pattern share most of their conditions. */
const compiledConditions = new WeakMap<Condition, CompiledCondition>();

/** The condition, ready to be evaluated. */
export function compileCondition(condition: Condition): CompiledCondition {
  const known = compiledConditions.get(condition);
  if (known !== undefined) return known;
  const compiled = {
    path: fieldPath(condition.path),
    accepts: anyOf(condition.operators),
    absent: condition.operators.some(operator => operator.op === "exists" && !operator.exists),
  };
  compiledConditions.set(condition, compiled);
  return compiled;
}

/** The tree of conditions whose steps agree up to `depth`. */
export function matchTree(conditions: readonly CompiledCondition[], depth: number): MatchTree {
  const stepOf = ({ path }: CompiledCondition) => path.steps[depth];
  const keys = new Set(conditions.flatMap(condition => stepOf(condition) ?? []));
  const branches = [...keys].map((key): Branch => {
    const below = conditions.filter(condition => stepOf(condition) === key);
    const joined = below.map(({ path }) => path.joined[depth]);
    const joinedKeys = joined.every(keys => keys !== undefined) ? [...new Set(joined.flat())] : undefined;
    const tree = matchTree(below, depth + 1);
    const accepts = tree.branches.length === 0 ? tree.leaf?.accepts : undefined;
    return { key, inherited: isInherited(key), tree, accepts, joinedKeys };
  });
  return {
    conditions,
    depth,
    leaf: conditions.find(({ path }) => path.steps.length === depth),
    // Cheapest first: most events fail on a field of their envelope.
    branches: branches.sort((a, b) => a.tree.conditions.length - b.tree.conditions.length || weight(a) - weight(b)),
    absent: conditions.every(condition => condition.absent),
    maybeAbsent: conditions.some(condition => condition.absent),
  };
}

function weight(branch: Branch): number {
  return branch.joinedKeys?.length ?? Number.POSITIVE_INFINITY;
}
