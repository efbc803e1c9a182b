import type { Condition } from "../parse/alternatives.ts";
import type { Leaf } from "../parse/operator.ts";
import type { CompiledAlternative } from "./compile.ts";
import { fieldPath, isInherited, type JsonObject, type Path, someLeaf } from "./event-fields.ts";
import { type MatchTree, matchTree } from "./match-tree.ts";
import { type PathLook, type QuickCheck, quickCheck } from "./quick-check.ts";

/** An owner's alternative that an event has to be tried against. */
export interface Candidate<Owner> {
  readonly owner: Owner;
  /** What the anchor leaves to be shown. */
  readonly tree: MatchTree;
  /** The same, condition by condition, the shortest path first. */
  readonly checks: readonly QuickCheck[];
  /** The last run that tried it: an event may hold its anchor in thousands of array elements. */
  run: number;
}

/** Alternatives filed under the exact values that an event must hold for them to match. */
export interface Anchors<Owner> {
  /** Files an alternative; the returned function takes it out. */
  file(alternative: CompiledAlternative, owner: Owner): () => void;
  /** Calls `see` with the alternatives that the event may match; possibly twice with the same. */
  visit(event: JsonObject, see: (candidate: Candidate<Owner>) => void): void;
}

interface Anchor<Owner> {
  readonly path: Path;
  /** The field of the event that the path is, when it has one step and needs no care to be looked up. */
  readonly field: string | undefined;
  readonly buckets: Map<Leaf, Candidate<Owner>[]>;
}

interface Choice {
  readonly path: string;
  readonly values: readonly Leaf[];
  readonly cost: number;
}

/** What a new anchor costs: every event is looked up in it, while an alternative in a bucket is tried for some events only. */
const NEW_ANCHOR_COST = 4;

/** The quick checks of many alternatives, each kept once for all that ask it. */
function createChecks() {
  const shared = new Map<string, { readonly check: QuickCheck; uses: number }>();
  const looks = new Map<string, { readonly look: PathLook; uses: number }>();
  const keyOf = ({ path, operators }: Condition) => JSON.stringify([path, operators]);
  const lengthOf = ({ condition }: QuickCheck) => condition.path.steps.length;
  return {
    take(tree: MatchTree, conditions: readonly Condition[]): QuickCheck[] {
      const asked = new Map(conditions.map(condition => [condition.path, condition]));
      const checks = tree.conditions.map(compiled => {
        const condition = asked.get(compiled.path.steps.join("."))!;
        const key = keyOf(condition);
        const seen = looks.get(condition.path) ?? { look: { path: compiled.path, run: 0, text: undefined }, uses: 0 };
        seen.uses++;
        looks.set(condition.path, seen);
        const known = shared.get(key) ?? { check: quickCheck(compiled, condition, seen.look), uses: 0 };
        known.uses++;
        shared.set(key, known);
        return known.check;
      });
      return checks.sort((a, b) => lengthOf(a) - lengthOf(b));
    },
    give(tree: MatchTree, conditions: readonly Condition[]): void {
      const left = new Set(tree.conditions.map(({ path }) => path.steps.join(".")));
      for (const condition of conditions) {
        if (!left.has(condition.path)) continue;
        const known = shared.get(keyOf(condition));
        if (known !== undefined && --known.uses === 0) shared.delete(keyOf(condition));
        const seen = looks.get(condition.path);
        if (seen !== undefined && --seen.uses === 0) looks.delete(condition.path);
      }
    },
  };
}

/** An empty set of anchors. */
export function createAnchors<Owner>(): Anchors<Owner> {
  const anchors = new Map<string, Anchor<Owner>>();
  const checks = createChecks();
  // Lists beside the maps: every event walks them, and they rarely change.
  let anchorList: readonly Anchor<Owner>[] = [];
  let unanchored: readonly Candidate<Owner>[] = [];

  /** The exact condition under which fewest others are filed. */
  const choose = ({ conditions }: CompiledAlternative): Choice | undefined => {
    let best: Choice | undefined;
    for (const { path, operators } of conditions) {
      const exact = operators.flatMap(operator => (operator.op === "exact" && !operator.ip ? [operator.value] : []));
      if (exact.length < operators.length) continue;
      const values = [...new Set(exact)];
      const buckets = anchors.get(path)?.buckets;
      const cost = buckets
        ? values.reduce<number>((sum, value) => sum + (buckets.get(value)?.length ?? 0), 0)
        : NEW_ANCHOR_COST;
      if (best === undefined || cost < best.cost) best = { path, values, cost };
    }
    return best;
  };

  return {
    file(alternative, owner) {
      const choice = choose(alternative);
      if (choice === undefined) {
        const { tree, conditions } = alternative;
        const candidate = { owner, tree, checks: checks.take(tree, conditions), run: 0 };
        unanchored = [...unanchored, candidate];
        return () => {
          checks.give(tree, conditions);
          unanchored = unanchored.filter(other => other !== candidate);
        };
      }
      const anchor = anchors.get(choice.path) ?? createAnchor<Owner>(choice.path);
      anchors.set(choice.path, anchor);
      anchorList = [...anchors.values()];
      const tree = without(alternative.tree, anchor.path);
      const candidate = { owner, tree, checks: checks.take(tree, alternative.conditions), run: 0 };
      for (const value of choice.values) anchor.buckets.set(value, [...(anchor.buckets.get(value) ?? []), candidate]);
      return () => {
        checks.give(tree, alternative.conditions);
        for (const value of choice.values) {
          const left = anchor.buckets.get(value)?.filter(other => other !== candidate) ?? [];
          if (left.length > 0) anchor.buckets.set(value, left);
          else anchor.buckets.delete(value);
        }
        if (anchor.buckets.size > 0) return;
        anchors.delete(choice.path);
        anchorList = [...anchors.values()];
      };
    },
    visit(event, see) {
      for (const { path, field, buckets } of anchorList) {
        const value = field === undefined ? undefined : event[field];
        if (typeof value === "string") seeAll(buckets.get(value), see);
        else if (field === undefined || value !== undefined) {
          someLeaf(event, path, 0, leaf => seeAll(buckets.get(leaf), see));
        }
      }
      for (const candidate of unanchored) see(candidate);
    },
  };
}

function seeAll<Owner>(
  candidates: readonly Candidate<Owner>[] | undefined,
  see: (candidate: Candidate<Owner>) => void,
): false {
  if (candidates !== undefined) for (const candidate of candidates) see(candidate);
  return false;
}

function createAnchor<Owner>(text: string): Anchor<Owner> {
  const path = fieldPath(text);
  return { path, field: path.steps.length > 1 || isInherited(text) ? undefined : text, buckets: new Map() };
}

/**
 * The tree without the condition that the anchor has shown, if it is on a field of the envelope and nothing else lies below that
 * field: any other leaf may lie in an array whose element it must share with other conditions.
 */
function without(tree: MatchTree, { steps }: Path): MatchTree {
  const rest = tree.conditions.filter(condition => condition.path.steps[0] !== steps[0]);
  return steps.length === 1 && rest.length === tree.conditions.length - 1 ? matchTree(rest, 0) : tree;
}
