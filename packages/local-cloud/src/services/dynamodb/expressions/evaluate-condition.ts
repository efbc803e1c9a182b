import { type AttributeValue, type Item, typeOf } from "../values/attribute-value.ts";
import { compareValues, sameValue } from "../values/compare-values.ts";
import { valueSize } from "../values/item-size.ts";
import type { Comparator, Condition, ConditionFunction, Operand } from "./ast.ts";
import type { Binding } from "./binding.ts";
import { valueAt } from "./document-path.ts";

/** Whether an item meets a condition; pass an empty item for a missing one. */
export function evaluateCondition(condition: Condition, item: Item, binding: Binding): boolean {
  const value = (operand: Operand) => evaluateOperand(operand, item, binding);
  switch (condition.kind) {
    case "and":
      return evaluateCondition(condition.left, item, binding) && evaluateCondition(condition.right, item, binding);
    case "or":
      return evaluateCondition(condition.left, item, binding) || evaluateCondition(condition.right, item, binding);
    case "not":
      return !evaluateCondition(condition.inner, item, binding);
    case "compare":
      return compare(condition.comparator, value(condition.left), value(condition.right));
    case "between": {
      const middle = value(condition.operand);
      return compare(">=", middle, value(condition.low)) && compare("<=", middle, value(condition.high));
    }
    case "in": {
      const wanted = value(condition.operand);
      return condition.options.some(option => compare("=", wanted, value(option)));
    }
    case "function":
      return call(condition.name, condition.operands.map(value));
  }
}

function evaluateOperand(operand: Operand, item: Item, binding: Binding): AttributeValue | undefined {
  if (operand.kind === "value") return binding.value(operand.name);
  if (operand.kind === "path") return valueAt(item, binding.path(operand.path));
  const inner = evaluateOperand(operand.operand, item, binding);
  const size = inner && sizeOf(inner);
  return size === undefined ? undefined : { N: String(size) };
}

function compare(comparator: Comparator, left?: AttributeValue, right?: AttributeValue): boolean {
  // Two attributes that are both missing differ: Alternator's tests of ConditionExpression.
  if (!left || !right) return comparator === "<>";
  if (comparator === "=") return sameValue(left, right);
  if (comparator === "<>") return !sameValue(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  if (comparator === "<") return order < 0;
  if (comparator === "<=") return order <= 0;
  if (comparator === ">") return order > 0;
  return order >= 0;
}

function call(name: ConditionFunction, [first, second]: (AttributeValue | undefined)[]): boolean {
  if (name === "attribute_exists") return first !== undefined;
  if (name === "attribute_not_exists") return first === undefined;
  if (!first || !second) return false;
  if (name === "attribute_type") return "S" in second && typeOf(first) === second.S;
  if (name === "begins_with") return beginsWith(first, second);
  return contains(first, second);
}

function beginsWith(whole: AttributeValue, start: AttributeValue): boolean {
  if ("S" in whole && "S" in start) return whole.S.startsWith(start.S);
  if ("B" in whole && "B" in start) return bytes(whole.B).indexOf(bytes(start.B)) === 0;
  return false;
}

function contains(whole: AttributeValue, part: AttributeValue): boolean {
  if ("S" in whole) return "S" in part && whole.S.includes(part.S);
  if ("B" in whole) return "B" in part && bytes(whole.B).includes(bytes(part.B));
  if ("L" in whole) return whole.L.some(element => sameValue(element, part));
  if ("SS" in whole) return "S" in part && whole.SS.includes(part.S);
  if ("NS" in whole) return "N" in part && whole.NS.includes(part.N);
  if ("BS" in whole) return "B" in part && whole.BS.includes(part.B);
  return false;
}

/** UTF-16 characters, bytes or members, as `size()` counts them; undefined for types that have no size. */
function sizeOf(value: AttributeValue): number | undefined {
  if ("S" in value) return value.S.length;
  if ("B" in value) return valueSize(value);
  if ("M" in value) return Object.keys(value.M).length;
  if ("L" in value) return value.L.length;
  if ("SS" in value) return value.SS.length;
  if ("NS" in value) return value.NS.length;
  if ("BS" in value) return value.BS.length;
  return undefined;
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, "base64");
}
