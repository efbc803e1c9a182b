import type { Alternative, Condition } from "../parse/alternatives.ts";
import type { Leaf } from "../parse/operator.ts";
import { type CompiledCondition, compileCondition } from "./match-tree.ts";
import { anyOf, type Predicate } from "./predicate.ts";
import { type Alternatives, shares } from "./shares.ts";

/** A condition, with the alternatives that ask it. */
export interface Ask extends CompiledCondition {
  readonly set: Alternatives;
  /** Whether any leaf is accepted. */
  readonly takesValues: boolean;
  /** Which path it is on, of all that carry conditions. */
  readonly place: number;
}

/** What the alternatives of a pattern ask below one path, together. */
export interface JointTree {
  /** The step that leads here. */
  readonly key: string;
  readonly depth: number;
  /** The alternatives with a condition on this path or below; and those below alone. */
  readonly set: Alternatives;
  readonly below: Alternatives;
  /** Of these, those that an event without any leaf here fails. */
  readonly needs: Alternatives;
  readonly needsBelow: Alternatives;
  /** The alternatives with a condition that absence satisfies. */
  readonly maybeAbsent: Alternatives;
  /** The same for a condition on this very path. */
  readonly ownSet: Alternatives;
  readonly ownNeeds: Alternatives;
  /** The conditions on this very path; then all, in the order of their paths. */
  readonly own: readonly Ask[];
  readonly asks: readonly Ask[];
  /** The alternatives, of those wanted, whose condition on this very path accepts a leaf. */
  readonly accepting: (leaf: Leaf, wanted: Alternatives) => Alternatives;
  readonly branches: ReadonlyMap<string, JointBranch>;
  /** The alternatives that fail without the branches from one to before another, in the order of `branches`. */
  readonly needsBetween: (from: number, to: number) => Alternatives;
  /** Which path this is among all that carry conditions, and as a bit; -1 and 0n without. */
  readonly place: number;
  readonly bit: bigint;
}

/** One step further, and its place among the branches. */
export interface JointBranch {
  readonly at: number;
  readonly tree: JointTree;
}

/** The conditions of all alternatives, arranged by step. */
export function jointTree(alternatives: readonly Alternative[]): JointTree {
  const places = new Map<string, number>();
  const asks = [...shares(alternatives)].map(([condition, set]): Sorted => {
    const { path, operators } = condition;
    const place = places.get(path) ?? places.size;
    places.set(path, place);
    const takesValues = operators.some(each => each.op !== "exists" || each.exists);
    return { condition, ask: { ...compileCondition(condition), set, takesValues, place } };
  });
  asks.sort(({ condition: { path: a } }, { condition: { path: b } }) => (a < b ? -1 : a > b ? 1 : 0));
  return treeOf(asks, "", 0);
}

interface Sorted {
  readonly condition: Condition;
  readonly ask: Ask;
}

function treeOf(all: readonly Sorted[], key: string, depth: number): JointTree {
  const own = all.filter(({ ask }) => ask.path.steps.length === depth);
  const groups = Map.groupBy(
    all.filter(({ ask }) => ask.path.steps.length > depth),
    ({ ask }) => ask.path.steps[depth] ?? "",
  );
  const branches = new Map<string, JointBranch>();
  for (const [step, group] of groups) branches.set(step, { at: branches.size, tree: treeOf(group, step, depth + 1) });
  const trees = [...branches.values()].map(({ tree }) => tree);
  const ownAsks = own.map(({ ask }) => ask);
  const ownSet = unionOf(ownAsks.map(({ set }) => set));
  const ownNeeds = unionOf(ownAsks.filter(({ absent }) => !absent).map(({ set }) => set));
  const below = unionOf(trees.map(({ set }) => set));
  const needsBelow = unionOf(trees.map(({ needs }) => needs));
  return {
    key,
    depth,
    set: below | ownSet,
    below,
    needs: needsBelow | ownNeeds,
    needsBelow,
    maybeAbsent: unionOf(all.filter(({ ask }) => ask.absent).map(({ ask }) => ask.set)),
    ownSet,
    ownNeeds,
    own: ownAsks,
    asks: all.map(({ ask }) => ask),
    accepting: accepting(own),
    branches,
    needsBetween: rangeUnions(trees.map(({ needs }) => needs)),
    place: ownAsks[0]?.place ?? -1,
    bit: ownAsks[0] === undefined ? 0n : 1n << BigInt(ownAsks[0].place),
  };
}

/** Plain values are looked up; only what else is asked has to be tried. */
function accepting(own: readonly Sorted[]): JointTree["accepting"] {
  const exact = new Map<Leaf, Alternatives>();
  const others: Sorted[] = [];
  for (const sorted of own) {
    const { condition, ask } = sorted;
    const values = condition.operators.flatMap(each =>
      each.op === "exact" && each.ip === undefined ? [each.value] : [],
    );
    if (values.length < condition.operators.length) others.push(sorted);
    else for (const value of new Set(values)) exact.set(value, (exact.get(value) ?? 0n) | ask.set);
  }
  if (others.length === 0) return (leaf, wanted) => wanted & (exact.get(leaf) ?? 0n);
  const other = halved(others);
  return (leaf, wanted) => {
    const found = wanted & (exact.get(leaf) ?? 0n);
    return found | acceptedOf(other, leaf, wanted & ~found);
  };
}

/** Conditions on one path that are asked at once, and each half of them. */
interface Halved {
  readonly set: Alternatives;
  readonly accepts: Predicate;
  readonly halves: readonly [Halved, Halved] | undefined;
}

/** A leaf that one of 100 alternatives accepts is tried 14 times so, instead of 100 times. */
function halved(all: readonly Sorted[]): Halved {
  const [first] = all;
  if (all.length === 1 && first !== undefined) return { ...first.ask, halves: undefined };
  const middle = all.length >> 1;
  return {
    set: unionOf(all.map(({ ask }) => ask.set)),
    accepts: anyOf(all.flatMap(({ condition }) => condition.operators)),
    halves: [halved(all.slice(0, middle)), halved(all.slice(middle))],
  };
}

function acceptedOf({ set, accepts, halves }: Halved, leaf: Leaf, wanted: Alternatives): Alternatives {
  const here = wanted & set;
  if (here === 0n || !accepts(leaf)) return 0n;
  if (halves === undefined) return here;
  return acceptedOf(halves[0], leaf, here) | acceptedOf(halves[1], leaf, here);
}

/** Unions of consecutive sets in two steps: those of each power of two are made beforehand. */
function rangeUnions(sets: readonly Alternatives[]): (from: number, to: number) => Alternatives {
  const levels = [sets];
  for (let width = 1; 2 * width <= sets.length; width *= 2) {
    const last = levels.at(-1) ?? [];
    levels.push(last.slice(width).map((set, i) => set | (last[i] ?? 0n)));
  }
  return (from, to) => {
    if (from >= to) return 0n;
    const level = 31 - Math.clz32(to - from);
    const row = levels[level]!;
    return row[from]! | row[to - (1 << level)]!;
  };
}

function unionOf(sets: readonly Alternatives[]): Alternatives {
  let union = 0n;
  for (const set of sets) union |= set;
  return union;
}
