import fc from "fast-check";
import type { Condition, Operand, RawPath } from "./ast.ts";

/** Conditions of every kind over these paths and values. */
export function arbitraryCondition(path: fc.Arbitrary<RawPath>, value: fc.Arbitrary<string>): fc.Arbitrary<Condition> {
  const operand: fc.Arbitrary<Operand> = fc.oneof(
    path.map((each): Operand => ({ kind: "path", path: each })),
    value.map((each): Operand => ({ kind: "value", name: each })),
    path.map((each): Operand => ({ kind: "size", operand: { kind: "path", path: each } })),
  );
  const pathOperand = path.map((each): Operand => ({ kind: "path", path: each }));

  const { condition } = fc.letrec<{ condition: Condition }>(tie => ({
    condition: fc.oneof(
      { maxDepth: 4 },
      fc.record({
        kind: fc.constant("compare" as const),
        comparator: fc.constantFrom("=", "<>", "<", "<=", ">", ">="),
        left: operand,
        right: operand,
      }),
      fc.record({ kind: fc.constant("between" as const), operand, low: operand, high: operand }),
      fc.record({
        kind: fc.constant("in" as const),
        operand,
        options: fc.array(operand, { minLength: 1, maxLength: 3 }),
      }),
      fc
        .tuple(fc.constantFrom("attribute_type", "begins_with", "contains"), pathOperand, operand)
        .map(([called, ...operands]): Condition => ({ kind: "function", name: called, operands })),
      fc
        .tuple(fc.constantFrom("attribute_exists", "attribute_not_exists"), pathOperand)
        .map(([called, only]): Condition => ({ kind: "function", name: called, operands: [only] })),
      fc.record({ kind: fc.constantFrom("and", "or"), left: tie("condition"), right: tie("condition") }),
      fc.record({ kind: fc.constant("not" as const), inner: tie("condition") }),
    ),
  }));
  return condition;
}

/** A path as text, its names as given. */
export const writePath = (raw: RawPath) =>
  raw.map((step, at) => (typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`)).join("");

function writeOperand(each: Operand): string {
  if (each.kind === "path") return writePath(each.path);
  return each.kind === "value" ? each.name : `size(${writeOperand(each.operand)})`;
}

/** A condition as text, with parentheses around every part. */
export function writeCondition(each: Condition): string {
  switch (each.kind) {
    case "and":
    case "or":
      return `(${writeCondition(each.left)}) ${each.kind} (${writeCondition(each.right)})`;
    case "not":
      return `NOT (${writeCondition(each.inner)})`;
    case "compare":
      return `${writeOperand(each.left)}${each.comparator}${writeOperand(each.right)}`;
    case "between":
      return `${writeOperand(each.operand)} Between ${writeOperand(each.low)} AND ${writeOperand(each.high)}`;
    case "in":
      return `${writeOperand(each.operand)} IN (${each.options.map(writeOperand).join(",")})`;
    case "function":
      return `${each.name} ( ${each.operands.map(writeOperand).join(", ")} )`;
  }
}
