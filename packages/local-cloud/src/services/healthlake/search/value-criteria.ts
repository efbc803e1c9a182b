import { fhirError } from "../fhir/outcome.ts";
import { numberRange, readComparison, timeCondition } from "./comparison.ts";
import { referenceTarget } from "./reference-target.ts";
import type { SearchParameter } from "./search-parameters.ts";
import type { Criterion } from "./sql.ts";
import { normalise } from "./strings.ts";
import { targetTypes } from "./target-types.ts";

/** Sorts after all text that starts with what stands before it. */
const LAST = "\u{10FFFF}";

/** The criterion for one value of a parameter; 400 for modifiers and values that it does not know. */
export function valueCriterion(parameter: SearchParameter, modifier: string | undefined, value: string): Criterion {
  switch (parameter.kind) {
    case "token":
      return tokens(parameter, only(parameter, modifier, []), value);
    case "string":
      return strings(parameter, only(parameter, modifier, ["exact", "contains"]), value);
    case "uri":
      return uris(parameter, only(parameter, modifier, ["below"]), value);
    case "reference":
      return references(parameter, modifier, value);
    case "date":
      return dates(parameter, only(parameter, modifier, []), value);
    default:
      return quantities(parameter, only(parameter, modifier, []), value);
  }
}

function only({ code }: SearchParameter, modifier: string | undefined, known: readonly string[]): string | undefined {
  if (modifier !== undefined && !known.includes(modifier))
    throw fhirError(400, `This modifier of ${code} is not supported.`);
  return modifier;
}

function tokens({ key }: SearchParameter, _modifier: undefined | string, value: string): Criterion {
  const from = "SELECT doc FROM healthlake_tokens WHERE param = ?";
  const bar = value.indexOf("|");
  if (bar < 0) return { text: `${from} AND code = ?`, values: [key, value], rank: 1 };
  const [system, code] = [value.slice(0, bar), value.slice(bar + 1)];
  if (code === "") return { text: `${from} AND system = ?`, values: [key, system], rank: 5 };
  return { text: `${from} AND code = ? AND system = ?`, values: [key, code, system], rank: 1 };
}

function strings({ key }: SearchParameter, modifier: string | undefined, value: string): Criterion {
  const from = "SELECT doc FROM healthlake_strings WHERE param = ?";
  const text = normalise(value);
  if (modifier === "exact") return { text: `${from} AND value = ? AND exact = ?`, values: [key, text, value], rank: 2 };
  if (modifier === "contains") return { text: `${from} AND instr(value, ?) > 0`, values: [key, text], rank: 6 };
  return { text: `${from} AND value >= ? AND value < ?`, values: [key, text, text + LAST], rank: 3 };
}

function uris({ key }: SearchParameter, modifier: string | undefined, value: string): Criterion {
  const from = "SELECT doc FROM healthlake_tokens WHERE param = ?";
  if (modifier !== "below") return { text: `${from} AND code = ?`, values: [key, value], rank: 4 };
  return { text: `${from} AND code >= ? AND code < ?`, values: [key, value, value + LAST], rank: 4 };
}

/** `Patient/1`, an address, or an id where the type is known: from the modifier, or as the only possible ones. */
function references(parameter: SearchParameter, modifier: string | undefined, value: string): Criterion {
  const { key, code } = parameter;
  const target = referenceTarget(value);
  const types = targetTypes(parameter, modifier);
  const local = target && (/^[A-Z]/.test(value) || value.includes("/datastore/"));
  const wanted = local
    ? [`${target.type}/${target.id}`]
    : /[/:]/.test(value)
      ? [value]
      : types.map(type => `${type}/${value}`);
  if (wanted.length === 0) throw fhirError(400, `A value of ${code} must name the type, as in Patient/1.`);
  const places = wanted.map(() => "?").join(", ");
  return {
    text: `SELECT doc FROM healthlake_references WHERE param = ? AND target IN (${places})`,
    values: [key, ...wanted],
    rank: 1,
  };
}

function dates({ key, code }: SearchParameter, _modifier: undefined | string, value: string): Criterion {
  const condition = timeCondition(code, value, "low", "high");
  return {
    text: `SELECT doc FROM healthlake_dates WHERE param = ? AND ${condition.text}`,
    values: [key, ...condition.values],
    rank: 4,
  };
}

function quantities({ key, code, kind }: SearchParameter, _modifier: undefined | string, value: string): Criterion {
  const [number = "", system = "", unit = ""] = value.split("|");
  const { prefix, operand } = readComparison(number);
  const { low, high, exact, least, most } = numberRange(code, operand);
  const conditions: Record<string, [string, string[]]> = {
    eq: ["value >= ? AND value < ?", [low, high]],
    ne: ["NOT (value >= ? AND value < ?)", [low, high]],
    gt: ["value > ?", [exact]],
    ge: ["value >= ?", [exact]],
    lt: ["value < ?", [exact]],
    le: ["value <= ?", [exact]],
    ap: ["value BETWEEN ? AND ?", [least, most]],
  };
  const condition = conditions[prefix];
  if (!condition) throw fhirError(400, `This prefix of ${code} is not supported.`);
  const [text, values] = condition;
  const units = kind === "number" || unit === "" ? [] : system === "" ? [unit, unit] : [system, unit];
  const unitText =
    units.length === 0 ? "" : system === "" ? " AND (code = ? OR unit = ?)" : " AND system = ? AND code = ?";
  return {
    text: `SELECT doc FROM healthlake_quantities WHERE param = ? AND ${text}${unitText}`,
    values: [key, ...values, ...units],
    rank: 4,
  };
}
