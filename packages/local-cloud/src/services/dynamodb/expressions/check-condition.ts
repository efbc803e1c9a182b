import { validationError } from "../validation-error.ts";
import { typeOf } from "../values/attribute-value.ts";
import { compareValues } from "../values/compare-values.ts";
import type { Condition, Operand } from "./ast.ts";
import type { Binding } from "./binding.ts";
import type { ExpressionKind } from "./tokens.ts";

const TYPES = ["S", "SS", "N", "NS", "B", "BS", "BOOL", "NULL", "L", "M"];
const ORDERED = ["S", "N", "B"];
const LONG_NAMES: Readonly<Record<string, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  BOOL: "BOOLEAN",
  NULL: "NULL",
  M: "MAP",
  L: "LIST",
  SS: "STRING_SET",
  NS: "NUMBER_SET",
  BS: "BINARY_SET",
};

/** The name that messages give a type. */
export function longTypeName(type: string): string {
  return LONG_NAMES[type] ?? type;
}

/** Refuses values that their operator cannot take, before any item is looked at. */
export function checkCondition(kind: ExpressionKind, condition: Condition, binding: Binding): void {
  switch (condition.kind) {
    case "and":
    case "or":
      checkCondition(kind, condition.left, binding);
      checkCondition(kind, condition.right, binding);
      return;
    case "not":
      checkCondition(kind, condition.inner, binding);
      return;
    case "compare":
      if (condition.comparator === "=" || condition.comparator === "<>") return;
      for (const operand of [condition.left, condition.right])
        checkType(kind, condition.comparator, operand, binding, ORDERED);
      return;
    case "between": {
      const { low, high } = condition;
      for (const operand of [low, high]) checkType(kind, "BETWEEN", operand, binding, ORDERED);
      if (low.kind !== "value" || high.kind !== "value") return;
      const order = compareValues(binding.value(low.name), binding.value(high.name));
      if (order === undefined)
        throw validationError(
          `Invalid ${kind}: The BETWEEN operator requires same data type for lower and upper bounds`,
        );
      if (order > 0)
        throw validationError(
          `Invalid ${kind}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound`,
        );
      return;
    }
    case "function":
      checkFunction(kind, condition.name, condition.operands, binding);
  }
}

function checkFunction(kind: ExpressionKind, name: string, operands: readonly Operand[], binding: Binding): void {
  const [, second] = operands;
  if (name === "begins_with") for (const operand of operands) checkType(kind, name, operand, binding, ["S", "B"]);
  if (name !== "attribute_type" || second?.kind !== "value") return;
  checkType(kind, name, second, binding, ["S"]);
  const type = binding.value(second.name);
  if (!("S" in type) || !TYPES.includes(type.S))
    throw validationError(
      `Invalid ${kind}: Invalid attribute type name found; valid types: {${[...TYPES].sort().join(",")}}`,
    );
}

function checkType(
  kind: ExpressionKind,
  operator: string,
  operand: Operand,
  binding: Binding,
  types: readonly string[],
): void {
  if (operand.kind !== "value") return;
  const type = typeOf(binding.value(operand.name));
  if (types.includes(type)) return;
  throw validationError(
    `Invalid ${kind}: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${longTypeName(type)}`,
  );
}
