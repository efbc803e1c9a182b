import { isRecord } from "./element-items.ts";
import { ExactDecimal } from "./exact-decimal.ts";

/** Whether a value is a fixed one: every field, and no other. Numbers are compared by value, `1.0` is `1.00`. */
export function equalsFixed(value: unknown, fixed: unknown): boolean {
  return matches(
    value,
    fixed,
    (list, wanted) => list.length === wanted.length && list.every((item, index) => equalsFixed(item, wanted[index])),
    true,
  );
}

/** Whether a value has what a pattern has; it may have more fields, and its lists more items, in any order. */
export function matchesPattern(value: unknown, pattern: unknown): boolean {
  const hasAll = (list: readonly unknown[], wanted: readonly unknown[]) =>
    wanted.every(item => list.some(candidate => matchesPattern(candidate, item)));
  return matches(value, pattern, hasAll, false);
}

type Lists = (list: readonly unknown[], wanted: readonly unknown[]) => boolean;

function matches(value: unknown, wanted: unknown, lists: Lists, isExact: boolean): boolean {
  if (isNumber(value) && isNumber(wanted)) return Number(value) === Number(wanted);
  if (Array.isArray(wanted)) return Array.isArray(value) && lists(value, wanted);
  if (!isRecord(wanted)) return value === wanted;
  if (!isRecord(value)) return false;
  const keys = Object.keys(wanted);
  if (isExact && keys.length !== Object.keys(value).length) return false;
  const one = isExact ? equalsFixed : matchesPattern;
  return keys.every(key => Object.hasOwn(value, key) && one(value[key], wanted[key]));
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || value instanceof ExactDecimal;
}
