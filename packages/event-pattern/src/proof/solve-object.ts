import type { Facts, Place } from "./facts.ts";
import { isLeaf } from "./leaf-set.ts";
import { product } from "./product.ts";
import { type Demand, note, type Proof, placeOf } from "./proof.ts";
import type { SchemaNode } from "./schema-node.ts";

/** Objects, as small as may be, that the facts allow and that meet the demands. */
export function* solveObject(
  proof: Proof,
  facts: Facts,
  demands: readonly Demand[],
  depth: number,
): Generator<unknown> {
  if (facts.noObject !== undefined) return;
  const leaf = demands.find(({ kind, steps }) => kind === "some" && steps.length === 0);
  if (leaf !== undefined) {
    note(proof.obstacles, { demand: leaf, kind: "not-a-leaf", place: undefined, depth });
    return;
  }
  if (facts.compounds !== undefined) {
    yield* facts.compounds.values.filter(value => !Array.isArray(value) && !isLeaf(value));
    return;
  }
  const keys = new Set(facts.required.keys());
  for (const { kind, steps } of demands) if (kind === "some") keys.add(steps[0]!);
  for (const demand of demands) {
    const name = demand.steps[0]!;
    const forbidden = facts.forbidden.get(name);
    if (demand.kind === "some" && forbidden !== undefined) {
      note(proof.obstacles, { demand, kind: "excluded", place: forbidden, depth });
    }
    const required = facts.required.get(name);
    if (demand.kind === "none" && demand.steps.length === 1 && required !== undefined) {
      note(proof.obstacles, { demand, kind: "excluded", place: required, depth });
    }
    noteDots(proof, facts, demand);
  }
  if ([...keys].some(key => facts.forbidden.has(key)) || Math.max(keys.size, facts.minProperties) > facts.maxProperties)
    return;
  for (const more of fillings(proof, facts, keys)) yield* members(proof, facts, [...keys, ...more], demands, depth);
}

/** Objects of exactly these members. */
function* members(
  proof: Proof,
  facts: Facts,
  keys: readonly string[],
  demands: readonly Demand[],
  depth: number,
): Generator<unknown> {
  const all: { key: string; schemas: readonly SchemaNode[]; demands: readonly Demand[] }[] = [];
  for (const key of keys) {
    const schemas = memberSchemas(facts, key);
    const below = demands
      .filter(({ steps }) => steps[0] === key)
      .map(demand => ({ ...demand, steps: demand.steps.slice(1) }));
    const closed = schemas.find(({ schema, negative }) => schema === Boolean(negative));
    if (closed !== undefined) {
      const place: Place = { keyword: "additionalProperties", base: closed.base, pointer: closed.pointer };
      const demand = below.find(({ kind }) => kind === "some");
      const names = [...new Set(facts.objects.flatMap(({ properties }) => [...properties.keys()]))];
      if (demand !== undefined)
        note(proof.obstacles, { demand, kind: "unknown-field", place, depth, name: key, names });
      return;
    }
    const named = [...facts.names, { schema: { const: key }, base: "", pointer: "" }];
    if (facts.names.length > 0 && proof.solve(proof, named, [], depth + 1).next().done) return;
    all.push({ key, schemas, demands: below });
  }
  // Members with demands first: they fail soonest.
  all.sort((a, b) => b.demands.length - a.demands.length);
  for (const values of product(all.map(each => () => proof.solve(proof, each.schemas, each.demands, depth + 1)))) {
    yield Object.fromEntries(all.map(({ key }, i) => [key, values[i]]));
  }
}

function memberSchemas(facts: Facts, key: string): SchemaNode[] {
  return facts.objects.flatMap(({ properties, patterns, rest }) => {
    const own = properties.get(key);
    const matching = patterns.flatMap(([pattern, schema]) => (pattern.test(key) ? [schema] : []));
    const known = own === undefined ? matching : [own, ...matching];
    return known.length > 0 || rest === undefined ? known : [rest];
  });
}

/** How many ways of adding members are tried. */
const FILLINGS = 20;

/** The members to add so that there are as many as there must be: those that the schema names, then others. */
function* fillings(proof: Proof, facts: Facts, keys: ReadonlySet<string>): Generator<readonly string[]> {
  const missing = facts.minProperties - keys.size;
  if (missing <= 0) {
    yield [];
    return;
  }
  const declared = facts.objects.flatMap(({ properties }) => [...properties.keys()]);
  const extra = Array.from({ length: Math.min(missing, 50) }, (_, i) => `member${i}`);
  const free = [...new Set([...declared, ...extra])].filter(
    key =>
      !keys.has(key) && !facts.forbidden.has(key) && !memberSchemas(facts, key).some(({ schema }) => schema === false),
  );
  let tried = 0;
  for (const chosen of choose(free, missing)) {
    if (++tried > FILLINGS) break;
    yield chosen;
  }
  // The search invents no names for patterns and does not try every choice.
  const isClosed = facts.objects.some(({ rest, patterns }) => rest?.schema === false && patterns.length === 0);
  if (tried > FILLINGS || !isClosed) note(proof.cuts, placeOf({ schema: {}, base: "", pointer: "" }, "minProperties"));
}

function* choose(from: readonly string[], count: number, at = 0): Generator<readonly string[]> {
  if (count === 0) yield [];
  else
    for (let i = at; i <= from.length - count; i++)
      for (const rest of choose(from, count - 1, i + 1)) yield [from[i]!, ...rest];
}

/** A schema that names members with dots: to EventBridge these are paths, in a spelling that is not searched. */
function noteDots(proof: Proof, facts: Facts, { steps }: Demand): void {
  for (const { properties, place } of facts.objects) {
    for (const name of properties.keys()) {
      if (steps.length > 1 && name.startsWith(`${steps[0]}.`)) note(proof.cuts, { ...place, keyword: "properties" });
    }
  }
}
