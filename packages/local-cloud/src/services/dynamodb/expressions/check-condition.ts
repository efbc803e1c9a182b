import { validationError } from "../validation-error.ts";
import { type AttributeValue, typeOf } from "../values/attribute-value.ts";
import { compareValues } from "../values/compare-values.ts";
import type { Condition, ConditionFunction, Operand } from "./ast.ts";
import type { Binding } from "./binding.ts";
import { describePath } from "./document-path.ts";
import { ARITY } from "./parse-condition.ts";
import type { ExpressionKind } from "./tokens.ts";

const TYPES = ["S", "SS", "N", "NS", "B", "BS", "BOOL", "NULL", "L", "M"];
const ORDERED = ["S", "N", "B"];
const SIZED = ["S", "B", "SS", "NS", "BS", "L", "M"];

/** Refuses operands that their operator cannot take, before any item is looked at. */
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
    case "compare": {
      const operands = [condition.left, condition.right];
      checkDistinct(kind, condition.comparator, operands, binding);
      checkSizes(kind, operands, binding);
      if (condition.comparator === "=" || condition.comparator === "<>") return;
      for (const operand of operands) checkType(kind, condition.comparator, operand, binding, ORDERED);
      return;
    }
    case "between": {
      const { low, high } = condition;
      checkSizes(kind, [condition.operand, low, high], binding);
      const bounds = [low, high].flatMap(bound => (bound.kind === "value" ? [binding.value(bound.name)] : []));
      const [least, most] = bounds as [AttributeValue, AttributeValue | undefined];
      if (most && typeOf(least) !== typeOf(most))
        throw validationError(
          `Invalid ${kind}: The BETWEEN operator requires same data type for lower and upper bounds`,
        );
      for (const operand of [low, high]) checkType(kind, "BETWEEN", operand, binding, ORDERED);
      if (most && Number(compareValues(least, most)) > 0)
        throw validationError(
          `Invalid ${kind}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound`,
        );
      return;
    }
    case "in":
      checkSizes(kind, [condition.operand, ...condition.options], binding);
      return;
    case "function":
      checkFunction(kind, condition.name, condition.operands, binding);
  }
}

function checkFunction(
  kind: ExpressionKind,
  name: ConditionFunction,
  operands: readonly Operand[],
  binding: Binding,
): void {
  if (operands.length !== ARITY[name])
    throw validationError(
      `Invalid ${kind}: Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  checkDistinct(kind, name, operands, binding);
  checkSizes(kind, operands, binding);
  const [first, second] = operands;
  if ((name === "attribute_exists" || name === "attribute_not_exists") && first?.kind !== "path")
    throw validationError(
      `Invalid ${kind}: Operator or function requires a document path; operator or function: ${name}`,
    );
  if (name === "begins_with") for (const operand of operands) checkType(kind, name, operand, binding, ["S", "B"]);
  if (name !== "attribute_type" || !second) return;
  if (second.kind !== "value") throw wrongType(kind, name, "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
  checkType(kind, name, second, binding, ["S"]);
  const type = binding.value(second.name);
  if (!("S" in type) || !TYPES.includes(type.S))
    throw validationError(
      `Invalid ${kind}: Invalid attribute type name found; valid types: {${[...TYPES].sort().join(",")}}`,
    );
}

/** Refuses to compare an attribute with itself. */
function checkDistinct(kind: ExpressionKind, operator: string, operands: readonly Operand[], binding: Binding): void {
  const [first, second] = operands;
  if (operands.length !== 2 || first?.kind !== "path" || second?.kind !== "path") return;
  const [one, two] = [binding.path(first.path), binding.path(second.path)].map(describePath);
  if (one === two)
    throw validationError(
      `Invalid ${kind}: The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${one}`,
    );
}

function checkSizes(kind: ExpressionKind, operands: readonly Operand[], binding: Binding): void {
  for (const operand of operands) {
    if (operand.kind !== "size") continue;
    if (operand.operand.kind === "size") throw wrongType(kind, "size", "N");
    checkType(kind, "size", operand.operand, binding, SIZED);
  }
}

function checkType(
  kind: ExpressionKind,
  operator: string,
  operand: Operand,
  binding: Binding,
  types: readonly string[],
): void {
  if (operand.kind === "path") return;
  const type = operand.kind === "size" ? "N" : typeOf(binding.value(operand.name));
  if (!types.includes(type)) throw wrongType(kind, operator, type);
}

function wrongType(kind: ExpressionKind, operator: string, type: string) {
  return validationError(
    `Invalid ${kind}: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  );
}
