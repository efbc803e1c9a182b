import type { Comparison, Condition } from "./policy.ts";
import { isObject, type Report } from "./read-values.ts";

/**
 * Every operator without its prefix and suffix: how it compares, and whether it is negated.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const operators: ReadonlyMap<string, { readonly comparison: Comparison; readonly isNegated: boolean }> = new Map([
  ...positive("StringEquals", "StringEqualsIgnoreCase", "StringLike", "Bool", "BinaryEquals", "IpAddress", "Null"),
  ...positive("NumericEquals", "NumericLessThan", "NumericLessThanEquals"),
  ...positive("NumericGreaterThan", "NumericGreaterThanEquals"),
  ...positive("DateEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"),
  operator("StringNotEquals", "StringEquals", true),
  operator("StringNotEqualsIgnoreCase", "StringEqualsIgnoreCase", true),
  operator("StringNotLike", "StringLike", true),
  operator("NumericNotEquals", "NumericEquals", true),
  operator("DateNotEquals", "DateEquals", true),
  operator("NotIpAddress", "IpAddress", true),
  // "The ArnEquals and ArnLike condition operators behave identically."
  operator("ArnEquals", "Arn", false),
  operator("ArnLike", "Arn", false),
  operator("ArnNotEquals", "Arn", true),
  operator("ArnNotLike", "Arn", true),
]);

/** The conditions of a statement; none where it has none. Every fault is reported. */
export function parseConditions(value: unknown, report: Report): Condition[] {
  if (value === undefined) return [];
  if (!isObject(value)) {
    report("/Condition", "it is an object: operator, key, values.");
    return [];
  }
  return Object.entries(value).flatMap(([name, keys]) => {
    const found = parseOperator(name);
    if (found === undefined) {
      report(`/Condition/${name}`, "there is no such operator.");
      return [];
    }
    if (!isObject(keys)) {
      report(`/Condition/${name}`, "it is an object: key, values.");
      return [];
    }
    return Object.entries(keys).map(([key, given]) => {
      const pointer = `/Condition/${name}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      const values = [given].flat();
      for (const [index, each] of values.entries())
        if (!["string", "number", "boolean"].includes(typeof each))
          report(Array.isArray(given) ? `${pointer}/${index}` : pointer, "it must be a string.");
      return { ...found, key: key.toLowerCase(), values: values.map(String) };
    });
  });
}

/** `ForAnyValue:StringNotLikeIfExists`, taken apart. `Null` itself asks whether a key exists. */
function parseOperator(name: string): Omit<Condition, "key" | "values"> | undefined {
  const [, quantifier, bare = "", suffix] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/i.exec(name) ?? [];
  const found = operators.get(bare.toLowerCase());
  if (found === undefined || (found.comparison === "Null" && suffix !== undefined)) return undefined;
  const set = quantifier?.toLowerCase() === "foranyvalue" ? "any" : "all";
  return { ...found, ...(quantifier !== undefined && { set }), ifExists: suffix !== undefined };
}

function operator(name: string, comparison: Comparison, isNegated: boolean) {
  return [name.toLowerCase(), { comparison, isNegated }] as const;
}

function positive(...names: Comparison[]) {
  return names.map(name => operator(name, name, false));
}
