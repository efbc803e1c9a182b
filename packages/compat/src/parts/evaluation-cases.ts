import { atom, type Formula, invalid, valid } from "../formula.ts";
import type { JsonType, Node } from "../node.ts";
import { Undecided } from "../undecided.ts";

/** One way in which a node can be valid, and which properties and items it then has evaluated. */
export interface EvaluationCase {
  readonly when: readonly Formula[];
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly allProperties: boolean;
  readonly prefix: number;
  readonly allItems: boolean;
}

const nothing: EvaluationCase = {
  when: [],
  names: [],
  patterns: [],
  allProperties: false,
  prefix: 0,
  allItems: false,
};

const mostCases = 256;

/**
 * Every way in which what stands in place under a node (`$ref`, `allOf`, `anyOf`, …) can be valid: `unevaluated…` counts
 * what the valid ones looked at. The ways exclude each other as far as they differ in that.
 */
export function evaluationCases(node: Node, type: JsonType, inside: readonly Node[] = []): EvaluationCase[] {
  if (node.opaque !== undefined) throw new Undecided(node.opaque, node.pointer);
  if (inside.includes(node)) throw new Undecided("$ref", node.pointer);
  const path = [...inside, node];
  const below = (inner: Node) => evaluationCases(inner, type, path).map(each => also(each, valid(inner)));
  // ajv counts the items that a failed alternative looked at as evaluated, and leaves out an `if` that stands alone; where
  // it departs from the specification, nothing is decided.
  const alternative = (inner: Node) => {
    const alternatives = below(inner);
    if (type === "array" && alternatives.some(({ prefix, allItems }) => prefix > 0 || allItems)) {
      throw new Undecided("unevaluatedItems", node.pointer);
    }
    return alternatives;
  };
  let cases = [own(node, type)];
  const cross = (others: readonly EvaluationCase[]) => {
    cases = cases.flatMap(a => others.map(b => merged(a, b)));
    if (cases.length > mostCases) throw new Undecided(keywordOf(type), node.pointer);
  };
  if (node.reference !== undefined) cross(below(node.reference.target()));
  for (const inner of node.allOf ?? []) cross(below(inner));
  if (node.anyOf !== undefined) {
    const ways = node.anyOf.map(inner => [...alternative(inner), also(nothing, invalid(inner))]);
    const all = ways.reduce<EvaluationCase[]>(
      (left, right) => {
        if (left.length * right.length > mostCases) throw new Undecided(keywordOf(type), node.pointer);
        return left.flatMap(a => right.map(b => merged(a, b)));
      },
      [nothing],
    );
    cross(all);
  }
  if (node.oneOf !== undefined) {
    const { oneOf } = node;
    cross(
      oneOf.flatMap((inner, index) => {
        const others = oneOf.filter((_each, other) => other !== index).map(invalid);
        return alternative(inner).map(each => ({ ...each, when: [...each.when, ...others] }));
      }),
    );
  }
  if (node.condition !== undefined) {
    const { test, passing, failing } = node.condition;
    if (passing === undefined && failing === undefined) throw new Undecided(keywordOf(type), node.pointer);
    const yes = alternative(test).flatMap(a => (passing ? alternative(passing).map(b => merged(a, b)) : [a]));
    const no = (failing ? alternative(failing) : [nothing]).map(each => also(each, invalid(test)));
    cross([...yes, ...no]);
  }
  for (const [name, inner] of node.dependentSchemas ?? []) {
    const present = below(inner).map(each => also(each, atom({ kind: "required", name })));
    if (type === "object") cross([...present, also(nothing, atom({ kind: "absent", name }))]);
  }
  return cases;
}

const keywordOf = (type: JsonType) => (type === "object" ? "unevaluatedProperties" : "unevaluatedItems");

function own(node: Node, type: JsonType): EvaluationCase {
  if (type === "array" && node.contains !== undefined) throw new Undecided("unevaluatedItems", node.pointer);
  return {
    when: [],
    names: [...(node.properties?.keys() ?? [])],
    patterns: (node.patternProperties ?? []).map(([pattern]) => pattern),
    allProperties: node.additionalProperties !== undefined || node.unevaluatedProperties !== undefined,
    prefix: node.prefix?.length ?? 0,
    allItems: node.items !== undefined || node.unevaluatedItems !== undefined,
  };
}

const also = (each: EvaluationCase, formula: Formula): EvaluationCase => ({ ...each, when: [...each.when, formula] });

const merged = (a: EvaluationCase, b: EvaluationCase): EvaluationCase => ({
  when: [...a.when, ...b.when],
  names: [...new Set([...a.names, ...b.names])],
  patterns: [...new Set([...a.patterns, ...b.patterns])],
  allProperties: a.allProperties || b.allProperties,
  prefix: Math.max(a.prefix, b.prefix),
  allItems: a.allItems || b.allItems,
});
