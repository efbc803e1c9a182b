import type { Leaf } from "../parse/operator.ts";
import { EVENT_DEPTH_LIMIT, isObject } from "./event-fields.ts";
import type { JointBranch, JointTree } from "./joint-tree.ts";
import type { Alternatives } from "./shares.ts";

/** The paths with a leaf in each array of the event at hand, for arrays lie in arrays. */
let presences = new Map<object, bigint>();
/** The leaves of each object and array that had to be searched: they lie in each other. */
let leaves = new Map<object, ReadonlyMap<JointTree, Alternatives>>();

/** To be called when the event at hand is done with, so that nothing of it is kept. */
export function forgetLeaves(): void {
  if (presences.size > 0) presences = new Map();
  if (leaves.size > 0) leaves = new Map();
}

/** The branch of the first step of a key that spells several, and the tree of its last. */
export function follow(tree: JointTree, key: string): [JointBranch | undefined, JointTree | undefined] {
  const [step = "", ...steps] = key.split(".");
  const first = tree.branches.get(step);
  let reached = first?.tree;
  for (const each of steps) reached = reached?.branches.get(each)?.tree;
  return [first, reached];
}

type Leaves = Map<JointTree, Alternatives>;

/** For each path of the tree with a leaf in an object or array, the alternatives whose condition accepts some leaf there. */
export function leavesOf(tree: JointTree, value: object, depth: number): ReadonlyMap<JointTree, Alternatives> {
  const known = leaves.get(value);
  if (known !== undefined) return known;
  const seen: Leaves = new Map();
  leaves.set(value, seen);
  if (Array.isArray(value)) for (const item of value) walk(tree, item, depth + 1, seen, true);
  else walk(tree, value, depth, seen, false);
  return seen;
}

/** Every leaf that lies on a path of the tree, through arrays and any spelling; arrays in arrays are kept. */
function walk(tree: JointTree, value: unknown, depth: number, seen: Leaves, isElement: boolean): void {
  if (value === undefined || depth > EVENT_DEPTH_LIMIT) return;
  const see = (at: JointTree, accepted: Alternatives) => seen.set(at, (seen.get(at) ?? 0n) | accepted);
  if (Array.isArray(value)) {
    if (isElement) for (const [at, accepted] of leavesOf(tree, value, depth)) see(at, accepted);
    else for (const item of value) walk(tree, item, depth + 1, seen, true);
  } else if (isObject(value)) {
    const known = leaves.get(value);
    if (known !== undefined && known !== seen) for (const [at, accepted] of known) see(at, accepted);
    else {
      for (const key of Object.keys(value)) {
        const next = tree.branches.get(key)?.tree ?? (key.includes(".") ? follow(tree, key)[1] : undefined);
        if (next !== undefined) walk(next, value[key], depth + 1, seen, false);
      }
    }
  } else if (tree.own.length > 0) see(tree, tree.accepting(value as Leaf, tree.ownSet & ~(seen.get(tree) ?? 0n)));
}

/** The paths of the tree with a leaf in a value, as bits; kept for arrays. */
export function presence(tree: JointTree, value: unknown, depth: number): bigint {
  if (value === undefined || depth > EVENT_DEPTH_LIMIT) return 0n;
  let present = 0n;
  if (Array.isArray(value)) {
    const known = presences.get(value);
    if (known !== undefined) return known;
    for (const item of value) present |= presence(tree, item, depth + 1);
    presences.set(value, present);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const next = tree.branches.get(key)?.tree ?? (key.includes(".") ? follow(tree, key)[1] : undefined);
      if (next !== undefined) present |= presence(next, value[key], depth + 1);
    }
  } else present = tree.bit;
  return present;
}
