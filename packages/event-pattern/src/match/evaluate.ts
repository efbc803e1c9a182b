import type { Leaf } from "../parse/operator.ts";
import { EVENT_DEPTH_LIMIT, isScalar, type JsonObject, member, someLeaf } from "./event-fields.ts";
import { type Branch, type CompiledCondition, type MatchTree, matchTree } from "./match-tree.ts";
import { countSteps } from "./step-limit.ts";

const anyLeaf = () => true;

/**
 * Whether a value satisfies every condition of a tree.
 *
 * The service flattens an event to leaves, each with the array elements it lies in, and takes one leaf a condition so that
 * no two lie in different elements of one array. Here each array instead picks the one element that all conditions below
 * it share, which is the same and needs no search over combinations.
 */
export function evaluate(tree: MatchTree, value: unknown, depth = 0): boolean {
  countSteps(1);
  if (typeof value === "object" && value !== null && depth <= EVENT_DEPTH_LIMIT) {
    return Array.isArray(value) ? inArray(tree, value, depth) : inObject(tree, value as JsonObject, depth);
  }
  if (value === undefined || depth > EVENT_DEPTH_LIMIT) return tree.absent;
  if (tree.leaf !== undefined && !tree.leaf.accepts(value as Leaf)) return false;
  return tree.branches.length === 0 || tree.branches.every(branch => branch.tree.absent);
}

function inObject(tree: MatchTree, object: JsonObject, depth: number): boolean {
  if (tree.leaf !== undefined && !tree.leaf.absent) return false;
  for (const branch of tree.branches) {
    const child = branch.inherited ? member(object, branch.key) : object[branch.key];
    if (typeof child === "string" && branch.accepts !== undefined) {
      if (!branch.accepts(child)) return false;
      continue;
    }
    const holds = evaluate(branch.tree, child, depth + 1);
    // Another spelling can only turn a failure into a success, or absence into presence.
    const isFinal = branch.joinedKeys?.length === 0 || (holds && !branch.tree.maybeAbsent);
    if (isFinal || !hasSome(object, branch.joinedKeys)) {
      if (!holds) return false;
    } else if (!joined(branch, tree.depth, object, depth)) return false;
  }
  return true;
}

function hasSome(object: JsonObject, keys: readonly string[] | undefined): boolean {
  if (keys === undefined) {
    const all = Object.keys(object);
    countSteps(all.length);
    return all.some(key => key.includes("."));
  }
  for (const key of keys) if (object[key] !== undefined) return true;
  return false;
}

/**
 * An event that spells one step with dots: each condition on its own may be satisfied through any spelling.
 * (Array elements are not held together across spellings; the service's answer there depends on the order of keys.)
 */
function joined(branch: Branch, at: number, object: JsonObject, depth: number): boolean {
  return branch.tree.conditions.every(({ path, accepts, absent }) => {
    const some = (test: (leaf: Leaf) => boolean) => someLeaf(object, path, at, test, depth);
    return some(accepts) || (absent && !some(anyLeaf));
  });
}

/**
 * Conditions are taken in the order of their paths, as the service takes them. That order matters for `exists: false` alone:
 * before a condition has picked an element, absence means absent from the whole array; afterwards, from that element.
 */
function inArray(tree: MatchTree, items: readonly unknown[], depth: number): boolean {
  const [first, ...rest] = tree.conditions;
  if (first === undefined) return true;
  const own = first.path.steps.length === tree.depth;
  const later = () => rest.length === 0 || inArray(suffix(tree), items, depth);

  // A scalar of this very array satisfies its condition without picking an element.
  if (own && items.some(item => isScalar(item) && first.accepts(item)) && later()) return true;
  if (first.absent && !someLeaf(items, first.path, tree.depth, anyLeaf, depth)) return later();
  return items.some(
    item => !isScalar(item) && isPresent(first, tree.depth, item, depth) && evaluate(tree, item, depth + 1),
  );
}

/** Whether the condition is satisfied in this element by a leaf, not by absence. */
function isPresent(condition: CompiledCondition, at: number, item: unknown, depth: number): boolean {
  return !condition.absent || someLeaf(item, condition.path, at, condition.accepts, depth + 1);
}

const suffixes = new WeakMap<MatchTree, MatchTree>();

/** The tree without its first condition. */
function suffix(tree: MatchTree): MatchTree {
  const known = suffixes.get(tree);
  if (known !== undefined) return known;
  const rest = matchTree(tree.conditions.slice(1), tree.depth);
  suffixes.set(tree, rest);
  return rest;
}
