import { validationError } from "../validation-error.ts";
import {
  type AttributeType,
  type AttributeValue,
  depthOf,
  type Item,
  sortNames,
  typeOf,
} from "../values/attribute-value.ts";
import { compareText } from "../values/compare-values.ts";
import { addNumbers, compareNumbers, negateNumber } from "../values/decimal.ts";
import { DEEPEST, tooDeep } from "../values/read-attribute-value.ts";
import type { SetValue, Update } from "./ast.ts";
import type { Binding, Path } from "./binding.ts";
import { valueAt } from "./document-path.ts";
import { removeAt, setAt } from "./replace-at.ts";

/** The item after an update; every value is computed from the item as it was. */
export function applyUpdate(update: Update, item: Item, binding: Binding): Item {
  const sets = update.set.map(({ path, value }) => ({
    path: binding.path(path),
    value: compute(value, item, binding),
  }));
  const removes = update.remove.map(({ path }) => binding.path(path));
  let next = item;
  for (const { path, value } of sets.sort((one, two) => comparePaths(one.path, two.path)))
    next = setAt(next, path, withinDepth(path, value));
  for (const action of update.add) {
    const path = binding.path(action.path);
    next = setAt(next, path, added(valueAt(item, path), binding.value(action.value)));
  }
  for (const action of update.delete) {
    const path = binding.path(action.path);
    const left = without(valueAt(item, path), binding.value(action.value));
    if (left === "nothing") removes.push(path);
    else if (left) next = setAt(next, path, left);
  }
  for (const path of removes.sort((one, two) => comparePaths(two, one))) next = removeAt(next, path);
  return sortNames(next);
}

/** What came from the request was checked when it was read; deeper in a document it may be too deep. */
function withinDepth(path: Path, value: AttributeValue): AttributeValue {
  if (path.length > 1 && path.length - 1 + depthOf(value) > DEEPEST) throw tooDeep();
  return value;
}

function compute(value: SetValue, item: Item, binding: Binding): AttributeValue {
  switch (value.kind) {
    case "value":
      return binding.value(value.name);
    case "path": {
      const found = valueAt(item, binding.path(value.path));
      if (!found)
        throw validationError("The provided expression refers to an attribute that does not exist in the item");
      return found;
    }
    case "if_not_exists":
      return valueAt(item, binding.path(value.path)) ?? compute(value.otherwise, item, binding);
    case "list_append": {
      const left = compute(value.left, item, binding);
      const right = compute(value.right, item, binding);
      if (!("L" in left && "L" in right)) throw dataTypeError();
      return { L: [...left.L, ...right.L] };
    }
    default: {
      const left = compute(value.left, item, binding);
      const right = compute(value.right, item, binding);
      if (!("N" in left && "N" in right)) throw dataTypeError();
      return { N: addNumbers(left.N, value.kind === "plus" ? right.N : negateNumber(right.N)) };
    }
  }
}

function added(old: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (!old) return value;
  if ("N" in old && "N" in value) return { N: addNumbers(old.N, value.N) };
  if ("SS" in old && "SS" in value) return { SS: union(old.SS, value.SS).sort(compareText) };
  if ("NS" in old && "NS" in value) return { NS: union(old.NS, value.NS).sort(compareNumbers) };
  if ("BS" in old && "BS" in value) return { BS: union(old.BS, value.BS).sort(compareText) };
  throw dataTypeError();
}

function without(old: AttributeValue | undefined, value: AttributeValue): AttributeValue | "nothing" | undefined {
  if (!old) return undefined;
  if (typeOf(old) !== typeOf(value)) throw dataTypeError();
  const gone = new Set(setMembers(value));
  const left = setMembers(old).filter(member => !gone.has(member));
  if (left.length === 0) return "nothing";
  return "SS" in old ? { SS: left } : "NS" in old ? { NS: left } : { BS: left };
}

/** Refuses values that their operator cannot take, before any item is looked at. */
export function checkUpdate(update: Update, binding: Binding): void {
  for (const [operator, actions, types] of [
    ["ADD", update.add, ["N", "SS", "NS", "BS"]],
    ["DELETE", update.delete, ["SS", "NS", "BS"]],
  ] as const) {
    for (const action of actions) {
      const type = typeOf(binding.value(action.value));
      if (!types.some(allowed => allowed === type))
        throw validationError(
          `Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ${operator}, operand type: ${LONG_NAMES[type]}, typeSet: ALLOWED_FOR_${operator}_OPERAND`,
        );
    }
  }
  for (const { value } of update.set) checkSetValue(value, binding);
}

/** The names that messages give types in ADD and DELETE. */
const LONG_NAMES: Readonly<Record<AttributeType, string>> = {
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

function checkSetValue(value: SetValue, binding: Binding): void {
  if (value.kind === "if_not_exists") checkSetValue(value.otherwise, binding);
  if (!("left" in value)) return;
  const [operator, expected] =
    value.kind === "list_append" ? ["list_append", "L"] : [value.kind === "plus" ? "+" : "-", "N"];
  for (const operand of [value.left, value.right]) {
    checkSetValue(operand, binding);
    const type = operand.kind === "value" ? typeOf(binding.value(operand.name)) : expected;
    if (type !== expected)
      throw validationError(
        `Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
      );
  }
}

function setMembers(value: AttributeValue): readonly string[] {
  if ("SS" in value) return value.SS;
  if ("NS" in value) return value.NS;
  if ("BS" in value) return value.BS;
  throw dataTypeError();
}

function union(one: readonly string[], two: readonly string[]): string[] {
  return [...new Set([...one, ...two])];
}

/** Order in which list elements are added one after the other. */
function comparePaths(one: Path, two: Path): number {
  for (let at = 0; at < Math.min(one.length, two.length); at++) {
    const [left, right] = [one[at], two[at]];
    if (left === right) continue;
    if (typeof left === "number" && typeof right === "number") return left - right;
    return String(left) < String(right) ? -1 : 1;
  }
  return one.length - two.length;
}

function dataTypeError() {
  return validationError("An operand in the update expression has an incorrect data type");
}
