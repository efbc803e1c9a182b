import { and, atom, opaquePart, or, type Part, part } from "../formula.ts";
import { isAlways, type Node } from "../node.ts";
import { sizeParts } from "./scalar-parts.ts";

const unlimited = Number.POSITIVE_INFINITY;

/**
 * What the keywords of arrays say, but for `unevaluatedItems`. Nothing is decided where ajv departs from the specification:
 * by `contains` it allows the empty array beside a tuple, and within another array if it allowed the item before; beside a
 * tuple it looks for equal items among those of the types of `items` alone.
 */
export function arrayParts(node: Node): Part[] {
  const { minItems, maxItems, prefix = [], items, contains, uniqueItems } = node;
  return [
    ...sizeParts(minItems, maxItems),
    ...(prefix.length === 0 && items === undefined ? [] : [itemsPart(prefix, items)]),
    ...(contains === undefined
      ? []
      : [
          prefix.length > 0 || takesEmptyForLast(node, contains)
            ? opaquePart("contains", node.pointer)
            : containsPart(contains),
        ]),
    ...(uniqueItems
      ? [
          prefix.length > 0 && items?.types !== undefined
            ? opaquePart("uniqueItems", node.pointer)
            : part({ kind: "unique", sign: true }, { kind: "unique", sign: false }),
        ]
      : []),
  ];
}

const takesEmptyForLast = ({ repeated, minItems = 0 }: Node, { node, min, max }: NonNullable<Node["contains"]>) =>
  repeated === true && minItems < 1 && min === 1 && max === unlimited && !isAlways(node);

function itemsPart(prefix: readonly Node[], rest: Node | undefined): Part {
  const broken = (node: Node, from: number, to: number) =>
    atom({ kind: "someItem", from, to, literal: { node, sign: false } });
  return {
    pass: atom({ kind: "items", prefix, rest }),
    fail: or([
      ...prefix.map((node, index) => broken(node, index, index + 1)),
      ...(rest === undefined ? [] : [broken(rest, prefix.length, unlimited)]),
    ]),
  };
}

function containsPart({ node, min, max }: NonNullable<Node["contains"]>): Part {
  const count = (least: number, most: number) =>
    atom({ kind: "count", literal: { node, sign: true }, min: least, max: most });
  return {
    pass: min === 0 && max === unlimited ? and([]) : count(min, max),
    fail: or([...(min > 0 ? [count(0, min - 1)] : []), ...(max < unlimited ? [count(max + 1, unlimited)] : [])]),
  };
}
