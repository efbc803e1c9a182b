import { fhirError } from "../fhir/outcome.ts";
import { decimalKey } from "./decimal-key.ts";
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

/** Characters of a number in a search: more than any measurement has. */
const MOST_CHARACTERS = 100;

/** Keys of a number, of the ends of what it stands for as precise as it is (`100` is from 99.5 to 100.5), and of what is about it, a tenth to either side. */
export interface NumberRange {
  readonly exact: string;
  readonly low: string;
  readonly high: string;
  readonly least: string;
  readonly most: string;
}

/** The range of a number in a search; 400 when it is none. See https://hl7.org/fhir/R4/search.html#number */
export function numberRange(code: string, operand: string): NumberRange {
  const [, sign, whole, fraction = "", exponent = "0"] =
    /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(operand) ?? [];
  if (whole === undefined || operand.length > MOST_CHARACTERS)
    throw fhirError(400, `A value of ${code} is not a number.`);
  const magnitude = BigInt(whole + fraction);
  const tens = (sign === "-" ? -magnitude : magnitude) * 10n;
  const keyOf = (value: bigint) => decimalKey(`${value}e${Number(exponent) - fraction.length - 1}`);
  return {
    exact: keyOf(tens),
    low: keyOf(tens - 5n),
    high: keyOf(tens + 5n),
    least: keyOf(tens - magnitude),
    most: keyOf(tens + magnitude),
  };
}
