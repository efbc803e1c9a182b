import type { RequestContext } from "../evaluate/access-request.ts";
import type { Condition, Statement } from "../parse/policy.ts";
import { compareValues } from "./compare-values.ts";
import { fillVariables } from "./fill-variables.ts";
import { withWildcards } from "./wildcards.ts";

/** Whether all conditions of a statement hold for a request. */
export function conditionsHold({ conditions, hasVariables }: Statement, context: RequestContext): boolean {
  return conditions.every(condition => holds(condition, context, hasVariables));
}

function holds(condition: Condition, context: RequestContext, hasVariables: boolean): boolean {
  const { comparison, isNegated, set, ifExists, key, values } = condition;
  const given = context[key];
  const present = given !== undefined && given.length > 0;
  if (comparison === "Null") return values.some(value => (value.toLowerCase() === "true") !== present);
  // Without values, "all" holds and "any" does not. Without a key, what must not match does not.
  if (!present) return ifExists || (set === undefined ? isNegated : set === "all");
  if (set === undefined) return typeof given === "string" && holdsFor(given);
  const several = [given].flat();
  return set === "all" ? several.every(holdsFor) : several.some(holdsFor);

  function holdsFor(value: string): boolean {
    const compare = compareValues[comparison as Exclude<typeof comparison, "Null">];
    const wanted = values.map(text => wantedOf(comparison, text, hasVariables ? context : undefined));
    // A variable without a value makes the condition fail, whichever way it is put.
    const known = wanted.filter(text => text !== undefined);
    if (!isNegated) return known.some(text => compare(value, text));
    return known.length === wanted.length && !known.some(text => compare(value, text));
  }
}

/** Whether `*` and `?` are wildcards in what a comparison asks for. */
const hasWildcards = new Set<Condition["comparison"]>(["StringLike", "Arn"]);

function wantedOf(comparison: Condition["comparison"], text: string, context: RequestContext | undefined) {
  const literal = hasWildcards.has(comparison) ? withWildcards : (outside: string) => outside;
  return context !== undefined && text.includes("${") ? fillVariables(text, context, literal) : literal(text);
}
