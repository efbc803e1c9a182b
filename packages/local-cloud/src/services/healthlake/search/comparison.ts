import { fhirError } from "../fhir/outcome.ts";
import type { Sql } from "./sql.ts";
import { timeOfQuery } from "./time-range.ts";

/** A value of an ordered parameter. See https://hl7.org/fhir/R4/search.html#prefix */
export interface Comparison {
  readonly prefix: string;
  readonly operand: string;
}

const PREFIXED = /^(eq|ne|gt|ge|lt|le|sa|eb|ap)(?=[\d+.-])/;

/** Prefix and operand; `eq` without a prefix. */
export function readComparison(value: string): Comparison {
  const [prefix = "eq"] = PREFIXED.exec(value) ?? [];
  return { prefix, operand: PREFIXED.test(value) ? value.slice(2) : value };
}

/** The condition on a time from `low` to `high`, the end not included; 400 when the value is no time. */
export function timeCondition(code: string, value: string, low: string, high: string): Sql {
  const { prefix, operand } = readComparison(value);
  const range = timeOfQuery(operand);
  if (!range) throw fhirError(400, `A value of ${code} is not a date.`);
  const { low: from, high: to } = range;
  switch (prefix) {
    case "ne":
      return { text: `NOT (${low} >= ? AND ${high} <= ?)`, values: [from, to] };
    case "gt":
      return { text: `${high} > ?`, values: [to] };
    case "ge":
      return { text: `${high} > ?`, values: [from] };
    case "lt":
      return { text: `${low} < ?`, values: [from] };
    case "le":
      return { text: `${low} < ?`, values: [to] };
    case "sa":
      return { text: `${low} >= ?`, values: [to] };
    case "eb":
      return { text: `${high} <= ?`, values: [from] };
    case "ap":
      return { text: `${low} < ? AND ${high} > ?`, values: [to, from] };
    default:
      return { text: `${low} >= ? AND ${high} <= ?`, values: [from, to] };
  }
}

/** The condition on the column of `_lastUpdated`, a moment of one millisecond, in a form that its index serves; `a,b` is any of the two. */
export function lastUpdatedCondition(value: string, column: string): Sql {
  const each = value.split(",").map(one => updatedCondition(one, column));
  const [first] = each;
  if (first && each.length === 1) return first;
  return { text: `(${each.map(({ text }) => text).join(" OR ")})`, values: each.flatMap(({ values }) => values) };
}

function updatedCondition(value: string, column: string): Sql {
  const { prefix, operand } = readComparison(value);
  const range = timeOfQuery(operand);
  if (!range) throw fhirError(400, "A value of _lastUpdated is not a date.");
  const { low, high } = range;
  switch (prefix) {
    case "ne":
      return { text: `NOT (${column} >= ? AND ${column} < ?)`, values: [low, high] };
    case "gt":
    case "sa":
      return { text: `${column} >= ?`, values: [high] };
    case "ge":
      return { text: `${column} >= ?`, values: [low] };
    case "lt":
    case "eb":
      return { text: `${column} < ?`, values: [low] };
    case "le":
      return { text: `${column} < ?`, values: [high] };
    default:
      return { text: `${column} >= ? AND ${column} < ?`, values: [low, high] };
  }
}

/** A number as wide as it is precise: `100` is from 99.5 to 100.5. See https://hl7.org/fhir/R4/search.html#number */
export function quantityValue(code: string, operand: string): { low: number; high: number; exact: number } {
  const [, digits, fraction = "", exponent = "0"] =
    /^[+-]?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(operand) ?? [];
  if (digits === undefined) throw fhirError(400, `A value of ${code} is not a number.`);
  const exact = Number(operand);
  const half = 10 ** (Number(exponent) - fraction.length) / 2;
  return { low: exact - half, high: exact + half, exact };
}
