import type { Node } from "../node.ts";
import { Undecided } from "../undecided.ts";

/** What ajv knows to be evaluated when it compiles: these properties, all, or what only a value tells. */
type Known = ReadonlySet<string> | "all" | "by value";

const nothing: Known = new Set();

const judged = new WeakMap<Node, Undecided | "none">();

/**
 * Raises `Undecided` where ajv takes other properties for evaluated than the specification does, under a node that has
 * `unevaluatedProperties`. What an alternative adds it writes over what it knew before, so that this is lost when the
 * alternative is not taken; what an alternative learned of a value counts even if the alternative then failed, or of the
 * item before, where there are several; and so do the properties of an `if`. None of this matters for a property that a
 * schema around it describes as well.
 */
export function refuseDepartures(holder: Node): void {
  const found = judged.get(holder) ?? departure(holder);
  judged.set(holder, found);
  if (found !== "none") throw found;
}

function departure(holder: Node): Undecided | "none" {
  try {
    evaluated(holder, [], holder);
    return "none";
  } catch (error) {
    if (error instanceof Undecided) return error;
    throw error;
  }
}

function evaluated(node: Node, around: readonly string[], holder: Node): Known {
  if (node.additionalProperties !== undefined) return "all";
  if (node !== holder && node.unevaluatedProperties !== undefined) return "all";
  const own = [...(node.properties?.keys() ?? [])];
  const covered = [...around, ...own];
  const inside = (inner: Node) => evaluated(inner, covered, holder);
  let known = nothing;
  const always = (more: Known) => {
    known = together(known, more);
  };
  const perhaps = (more: Known, safe: readonly string[], leaks: boolean) => {
    if (within(more, []) || typeof known === "string") return;
    if (!within(known, safe) || (leaks && more === "by value")) throw departs(node);
    if (holder.repeated && !within(more, covered)) throw departs(node);
    known = "by value";
  };

  if (node.reference !== undefined) {
    const target = node.reference.target();
    // Of a validator that is still being compiled ajv changes what that validator says.
    if (reaches(target, holder)) throw departs(node);
    always(inside(target));
  }
  for (const inner of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) perhaps(inside(inner), covered, true);
  for (const inner of node.allOf ?? []) always(inside(inner));
  if (node.condition !== undefined) {
    const { test, passing, failing } = node.condition;
    const tested = inside(test);
    if (known !== "all" && !within(tested, covered)) throw departs(node);
    always(tested);
    for (const inner of [passing, failing]) if (inner !== undefined) perhaps(inside(inner), covered, false);
  }
  always(new Set(own));
  if (node.patternProperties !== undefined && node.patternProperties.length > 0) always("by value");
  for (const [, inner] of node.dependentSchemas ?? []) perhaps(inside(inner), around, false);
  return known;
}

const departs = (node: Node) => new Undecided("unevaluatedProperties", node.pointer);

const within = (known: Known, names: readonly string[]) =>
  typeof known !== "string" && [...known].every(name => names.includes(name));

function together(a: Known, b: Known): Known {
  if (a === "all" || b === "all") return "all";
  return typeof a === "string" || typeof b === "string" ? "by value" : new Set([...a, ...b]);
}

/** Whether a schema comes to another, in place or anywhere below. */
function reaches(from: Node, to: Node, met: Set<Node> = new Set()): boolean {
  if (from === to) return true;
  if (met.has(from)) return false;
  met.add(from);
  return below(from).some(inner => reaches(inner, to, met));
}

function below(node: Node): Node[] {
  const { reference, not, contains, condition } = node;
  const single = [node.additionalProperties, node.propertyNames, node.unevaluatedProperties, node.items];
  const named = [node.properties ?? [], node.patternProperties ?? [], node.dependentSchemas ?? []];
  return [
    ...[...single, node.unevaluatedItems, not, contains?.node, condition?.test, condition?.passing, condition?.failing],
    ...[node.prefix, node.allOf, node.anyOf, node.oneOf].flatMap(list => list ?? []),
    ...named.flatMap(entries => [...entries].map(([, inner]) => inner)),
    reference?.target(),
  ].filter(inner => inner !== undefined);
}
