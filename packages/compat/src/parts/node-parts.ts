import { and, type Formula, fails, holds, invalid, opaquePart, or, type Part, valid } from "../formula.ts";
import type { JsonType, Node } from "../node.ts";
import { arrayParts } from "./array-parts.ts";
import { objectParts } from "./object-parts.ts";
import { numberParts, stringParts, valueParts } from "./scalar-parts.ts";
import { unevaluatedParts } from "./unevaluated-parts.ts";

/** What a literal means for values of one type. */
export function unfold(node: Node, sign: boolean, type: JsonType): Formula {
  if (node.never) return sign ? fails : holds;
  if (
    node.types !== undefined &&
    !node.types.includes(type) &&
    !(type === "number" && node.types.includes("integer"))
  ) {
    return sign ? fails : holds;
  }
  const parts = nodeParts(node, type);
  return sign ? and(parts.map(({ pass }) => pass)) : or(parts.map(({ fail }) => fail));
}

function nodeParts(node: Node, type: JsonType): Part[] {
  return [
    ...valueParts(node, type),
    ...(node.opaque === undefined ? [] : [opaquePart(node.opaque, node.pointer)]),
    ...typeParts(node, type),
    ...combinedParts(node),
    ...unevaluatedParts(node, type),
  ];
}

function typeParts(node: Node, type: JsonType): Part[] {
  if (type === "number") return numberParts(node);
  if (type === "string") return stringParts(node);
  if (type === "array") return arrayParts(node);
  return type === "object" ? objectParts(node) : [];
}

function combinedParts(node: Node): Part[] {
  const { reference, allOf = [], anyOf, oneOf, not, condition } = node;
  const same = (inner: Node): Part => ({ pass: valid(inner), fail: invalid(inner) });
  return [
    ...(reference === undefined ? [] : [same(reference.target())]),
    ...allOf.map(same),
    ...(anyOf === undefined ? [] : [{ pass: or(anyOf.map(valid)), fail: and(anyOf.map(invalid)) }]),
    ...(oneOf === undefined ? [] : [exactlyOne(oneOf)]),
    ...(not === undefined ? [] : [{ pass: invalid(not), fail: valid(not) }]),
    ...(condition === undefined ? [] : [conditional(condition)]),
  ];
}

function exactlyOne(oneOf: readonly Node[]): Part {
  const others = (index: number) => oneOf.filter((_each, other) => other !== index).map(invalid);
  const pairs = oneOf.flatMap((a, index) => oneOf.slice(index + 1).map(b => and([valid(a), valid(b)])));
  return {
    pass: or(oneOf.map((inner, index) => and([valid(inner), ...others(index)]))),
    fail: or([and(oneOf.map(invalid)), ...pairs]),
  };
}

function conditional({ test, passing, failing }: NonNullable<Node["condition"]>): Part {
  if (passing === undefined && failing === undefined) return { pass: holds, fail: fails };
  return {
    pass: or([
      and([valid(test), ...(passing === undefined ? [] : [valid(passing)])]),
      and([invalid(test), ...(failing === undefined ? [] : [valid(failing)])]),
    ]),
    fail: or([
      ...(passing === undefined ? [] : [and([valid(test), invalid(passing)])]),
      ...(failing === undefined ? [] : [and([invalid(test), invalid(failing)])]),
    ]),
  };
}
