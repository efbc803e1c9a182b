import { ExactDecimal } from "@tributary/fhir/exact-decimal";
import { decimalKey } from "../search/decimal-key.ts";
import { isObject } from "./resource.ts";

/** Whether two JSON values are the same: numbers by their size, objects in whatever order their members stand (RFC 6902, 4.6). */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, at) => isSameJson(item, other[at]));
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one);
    return (
      names.length === Object.keys(other).length &&
      names.every(name => Object.hasOwn(other, name) && isSameJson(one[name], other[name]))
    );
  }
  return one === other || (isNumber(one) && isNumber(other) && decimalKey(String(one)) === decimalKey(String(other)));
}

/** A copy of a JSON value that shares no list and no object with it. */
export function copyJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, copyJson(held)]));
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || value instanceof ExactDecimal;
}
