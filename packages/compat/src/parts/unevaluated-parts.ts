import { and, atom, type Formula, or, type Part } from "../formula.ts";
import type { JsonType, Node } from "../node.ts";
import { type EvaluationCase, evaluationCases } from "./evaluation-cases.ts";
import { refuseDepartures } from "./evaluation-departures.ts";

/** What `unevaluatedProperties` or `unevaluatedItems` says: for each way in which the rest of the node is valid. */
export function unevaluatedParts(node: Node, type: JsonType): Part[] {
  const { unevaluatedProperties, unevaluatedItems, closed, ...rest } = node;
  if (type === "object" && unevaluatedProperties !== undefined) {
    if (!closed) refuseDepartures(node);
    const cases = evaluationCases(rest, type);
    return [
      {
        pass: or(cases.map(each => and([...each.when, ...properties(each, unevaluatedProperties)]))),
        fail: or(
          cases.filter(({ allProperties }) => !allProperties).map(each => someProperty(each, unevaluatedProperties)),
        ),
      },
    ];
  }
  if (type === "array" && unevaluatedItems !== undefined) {
    const cases = evaluationCases(rest, type);
    return [
      {
        pass: or(cases.map(each => and([...each.when, ...items(each, unevaluatedItems)]))),
        fail: or(cases.filter(({ allItems }) => !allItems).map(each => someItem(each, unevaluatedItems))),
      },
    ];
  }
  return [];
}

const free: Node = { id: -1, pointer: "" };

function properties({ names, patterns, allProperties }: EvaluationCase, other: Node): Formula[] {
  if (allProperties) return [];
  const named = new Map(names.map(name => [name, free]));
  return [atom({ kind: "properties", named, patterns: patterns.map(pattern => [pattern, free] as const), other })];
}

const someProperty = ({ when, names, patterns }: EvaluationCase, node: Node): Formula =>
  and([
    ...when,
    atom({ kind: "someProperty", key: { kind: "outside", names, patterns }, literal: { node, sign: false } }),
  ]);

const items = ({ prefix, allItems }: EvaluationCase, rest: Node): Formula[] =>
  allItems ? [] : [atom({ kind: "items", prefix: Array.from({ length: prefix }, () => free), rest })];

const someItem = ({ when, prefix }: EvaluationCase, node: Node): Formula =>
  and([
    ...when,
    atom({ kind: "someItem", from: prefix, to: Number.POSITIVE_INFINITY, literal: { node, sign: false } }),
  ]);
