import type { Leaf } from "../parse/operator.ts";
import { EVENT_DEPTH_LIMIT, isObject, isScalar, type JsonObject } from "./event-fields.ts";
import { follow, forgetLeaves, leavesOf, presence } from "./joint-leaves.ts";
import type { JointBranch, JointTree } from "./joint-tree.ts";
import type { Alternatives } from "./shares.ts";

/**
 * Whether a value satisfies all conditions of some alternative: what `evaluate` says of one of them after the other, in one pass
 * over the value, so that the work grows with the size of the event and hardly with that of the pattern.
 */
export function evaluateJointly(tree: JointTree, all: Alternatives, event: JsonObject): boolean {
  try {
    return holding(tree, event, all, false, 0) !== 0n;
  } finally {
    forgetLeaves();
  }
}

/** Those of `set` whose conditions hold of a value; without those on this very path where they are met already. */
function holding(tree: JointTree, value: unknown, set: Alternatives, isMet: boolean, depth: number): Alternatives {
  if (set === 0n) return 0n;
  if (value === undefined || depth > EVENT_DEPTH_LIMIT) return set & ~(isMet ? tree.needsBelow : tree.needs);
  if (Array.isArray(value)) return inArray(tree, value, set, isMet, depth);
  if (isObject(value)) return inObject(tree, value, isMet ? set : set & ~tree.ownNeeds, depth);
  const left = set & ~tree.needsBelow;
  return isMet || tree.own.length === 0 ? left : (left & ~tree.ownSet) | tree.accepting(value as Leaf, left);
}

function inObject(tree: JointTree, object: JsonObject, given: Alternatives, depth: number): Alternatives {
  let set = given;
  const visited: JointBranch[] = [];
  let joined: Map<JointBranch, Alternatives> | undefined;
  for (const key of Object.keys(object)) {
    const branch = tree.branches.get(key);
    if (branch !== undefined) visited.push(branch);
    if (!key.includes(".")) continue;
    const [first, reached] = follow(tree, key);
    if (first === undefined || reached === undefined || reached === first.tree) continue;
    joined ??= new Map();
    joined.set(first, (joined.get(first) ?? 0n) | reached.set);
  }
  if (joined !== undefined) for (const branch of joined.keys()) if (!visited.includes(branch)) visited.push(branch);
  visited.sort((a, b) => a.at - b.at);
  let next = 0;
  for (const { at } of visited) {
    set &= ~tree.needsBetween(next, at);
    next = at + 1;
  }
  set &= ~tree.needsBetween(next, tree.branches.size);
  for (const branch of visited) {
    if (set === 0n) return 0n;
    const key = branch.tree.key;
    const holds = holding(branch.tree, Object.hasOwn(object, key) ? object[key] : undefined, set, false, depth + 1);
    const others = set & (joined?.get(branch) ?? 0n) & (branch.tree.maybeAbsent | ~holds);
    set = others === 0n ? holds : (holds & ~others) | holdingApart(tree, branch.tree, object, others, depth);
  }
  return set;
}

/** Each condition by itself, through any spelling of its path: see `joined` of `evaluate`. */
function holdingApart(
  tree: JointTree,
  branch: JointTree,
  object: JsonObject,
  given: Alternatives,
  depth: number,
): Alternatives {
  const seen = leavesOf(tree, object, depth);
  let set = given;
  const visit = (at: JointTree) => {
    const accepted = seen.get(at);
    if (accepted === undefined) set &= ~at.ownNeeds;
    else set &= accepted | ~at.ownSet;
    for (const { tree: next } of at.branches.values()) if ((next.set & set) !== 0n) visit(next);
  };
  visit(branch);
  return set;
}

/**
 * An array picks one element for all conditions of an alternative, as `evaluate` says, which see for what absence means before
 * an element is picked: conditions that nothing in the array meets are passed over, in the order of their paths.
 */
function inArray(
  tree: JointTree,
  items: readonly unknown[],
  given: Alternatives,
  isMet: boolean,
  depth: number,
): Alternatives {
  let found = given & ~(isMet ? tree.below : tree.set);
  let left = given & ~found;
  if (left === 0n) return found;
  if (!isMet && tree.own.length > 0) {
    const wanted = left & tree.ownSet;
    let accepted = 0n;
    for (const item of items) if (isScalar(item)) accepted |= tree.accepting(item, wanted & ~accepted);
    if (accepted !== 0n) found |= inArray(tree, items, accepted, true, depth);
    left &= ~found;
  }
  const picks = left & tree.maybeAbsent;
  if (picks === 0n) return found | inElements(tree, items, left, isMet, depth);
  const present = presence(tree, items, depth);
  // No element to pick: only absence can meet the conditions.
  if (present === 0n) return found | (left & ~(isMet ? tree.needsBelow : tree.needs));
  let free = left & ~picks;
  let open = picks;
  /** By the place of a path, the alternatives that pick an element for a value of it, where absence would do. */
  const valued: Alternatives[] = [];
  for (const ask of tree.asks) {
    if (open === 0n) break;
    const own = isMet && ask.path.steps.length === tree.depth ? 0n : open & ask.set;
    if (own === 0n) continue;
    if (!ask.absent) free |= own;
    else if (((present >> BigInt(ask.place)) & 1n) === 0n) continue;
    else if (ask.takesValues) valued[ask.place] = own | (valued[ask.place] ?? 0n);
    open &= ~own;
  }
  for (const item of valued.length === 0 ? [] : items) {
    if (typeof item !== "object" || item === null) continue;
    let able = 0n;
    for (const [at, accepted] of leavesOf(tree, item, depth + 1)) able |= accepted & (valued[at.place] ?? 0n);
    found |= holding(tree, item, able & ~found, isMet, depth + 1);
  }
  return found | open | inElements(tree, items, free, isMet, depth);
}

function inElements(
  tree: JointTree,
  items: readonly unknown[],
  set: Alternatives,
  isMet: boolean,
  depth: number,
): Alternatives {
  let left = set;
  for (const item of items) {
    if (left === 0n) break;
    if (!isScalar(item)) left &= ~holding(tree, item, left, isMet, depth + 1);
  }
  return set & ~left;
}
