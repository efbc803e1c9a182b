import type { Facts } from "./facts.ts";
import { invertLeaves, isLeaf, noLeaves, oneLeaf, uniteLeaves } from "./leaf-set.ts";
import { type Demand, note, type Proof } from "./proof.ts";
import type { SchemaNode } from "./schema-node.ts";

/** How many items an array is filled up to. */
const FILL_LIMIT = 100;

/** Something that one item of the array must be. */
interface Need {
  readonly schemas: readonly SchemaNode[];
  readonly demands: readonly Demand[];
}

/** Arrays, as short as may be, that the facts allow and that meet the demands. */
export function* solveArray(proof: Proof, facts: Facts, demands: readonly Demand[], depth: number): Generator<unknown> {
  if (facts.noArray !== undefined) return;
  if (facts.compounds !== undefined) {
    yield* facts.compounds.values.filter(Array.isArray);
    return;
  }
  const everywhere = demands.filter(({ kind }) => kind === "all");
  const absent = demands.filter(({ kind }) => kind === "none");
  const groups = [...Map.groupBy(demands, ({ group }) => group).values()].map(each => needsOf(each));
  const picking = new Set(
    demands.filter(({ kind, steps }) => kind === "some" && steps.length > 0).map(({ group }) => group),
  );
  const unpicked = absent.filter(({ group }) => !picking.has(group));
  const negated = new Set(everywhere.map(({ group }) => group));
  // Conditions on single elements cannot express that no element satisfies a whole group.
  for (const group of negated) {
    if (
      new Set(everywhere.filter(each => each.group === group).map(({ condition }) => condition)).size > 0 &&
      demands.some(each => each.group === group && each.steps.length > 0)
    ) {
      note(proof.cuts, { keyword: "items", base: "", pointer: "" });
    }
  }
  const contained = facts.contains.map(schema => ({ schemas: [schema], demands: [] }));
  for (const strict of [absent, unpicked]) {
    for (const options of combinations(groups)) {
      yield* place(proof, facts, [...options.flat(), ...contained], [...everywhere, ...strict], depth);
    }
    if (unpicked.length === absent.length) return;
  }
}

/** The ways in which one group of demands is spread over items. */
function needsOf(group: readonly Demand[]): readonly (readonly Need[])[] {
  const some = group.filter(({ kind }) => kind === "some");
  const own = some.filter(({ steps }) => steps.length === 0);
  const longer = some.filter(({ steps }) => steps.length > 0);
  if (some.length === 0) return [[]];
  if (longer.length === 0) return [own.map(demand => ({ schemas: [], demands: [demand] }))];
  const absent = group.filter(({ kind }) => kind === "none");
  return [
    [{ schemas: [], demands: [...longer, ...absent] }, ...own.map(demand => ({ schemas: [], demands: [demand] }))],
  ];
}

function* combinations(groups: readonly (readonly (readonly Need[])[])[]): Generator<readonly (readonly Need[])[]> {
  const [first, ...rest] = groups;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const one of first) for (const others of combinations(rest)) yield [one, ...others];
}

function* place(
  proof: Proof,
  facts: Facts,
  needs: readonly Need[],
  everywhere: readonly Demand[],
  depth: number,
): Generator<unknown> {
  const prefix = Math.max(0, ...facts.arrays.map(each => each.prefix.length));
  const positions = Array.from({ length: Math.min(prefix + needs.length, facts.maxItems) }, (_, i) => i);
  for (const chosen of assignments(needs.length, positions)) {
    if (--proof.budget < 0) {
      note(proof.cuts, { keyword: "items", base: "", pointer: "" });
      return;
    }
    const length = Math.max(facts.minItems, 0, ...chosen.map(position => position + 1));
    if (length > facts.maxItems) continue;
    if (length > FILL_LIMIT) {
      note(proof.cuts, { keyword: "minItems", base: "", pointer: "" });
      continue;
    }
    const at = (position: number) => needs.filter((_, i) => chosen[i] === position);
    const spread = Array.from({ length }, (_, i) => ({
      schemas: [...itemSchemas(facts, i), ...at(i).flatMap(({ schemas }) => schemas)],
      // Each once: nested arrays would double them at every level.
      demands: [...new Set([...everywhere, ...at(i).flatMap(({ demands }) => demands)])],
    }));
    yield* fill(proof, facts, spread, depth);
  }
}

function* assignments(needs: number, positions: readonly number[]): Generator<readonly number[]> {
  if (needs === 0) {
    yield [];
    return;
  }
  for (const first of positions) for (const rest of assignments(needs - 1, positions)) yield [first, ...rest];
}

const itemSchemas = (facts: Facts, at: number): SchemaNode[] =>
  facts.arrays.flatMap(({ prefix, rest }) => prefix[at] ?? (rest === undefined ? [] : [rest]));

/** Takes the items in turn, one value each; with `uniqueItems`, one that is not there yet. */
function* fill(proof: Proof, facts: Facts, items: readonly Need[], depth: number): Generator<unknown> {
  const found: unknown[] = [];
  const order = items.map((_, i) => i).sort((a, b) => items[b]!.demands.length - items[a]!.demands.length);
  for (const i of order) {
    const { schemas, demands } = items[i]!;
    const used = found.filter(isLeaf);
    const others: Demand[] = facts.unique && used.length > 0 ? [distinct(used)] : [];
    const next = proof.solve(proof, schemas, [...demands, ...others], depth + 1).next();
    if (next.done) {
      if (others.length > 0) note(proof.cuts, { keyword: "uniqueItems", base: "", pointer: "" });
      return;
    }
    found[i] = next.value;
  }
  yield found;
}

const nowhere = { path: "", operators: [], pointer: "" };

const distinct = (used: readonly Parameters<typeof oneLeaf>[0][]): Demand => ({
  steps: [],
  kind: "all",
  set: used.length === 0 ? noLeaves : invertLeaves(uniteLeaves(used.map(oneLeaf))),
  group: -1,
  condition: nowhere,
});
