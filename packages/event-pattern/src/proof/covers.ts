import type { Condition } from "../parse/alternatives.ts";
import { findWord } from "./language/find-word.ts";
import { intersectLeaves, invertLeaves } from "./leaf-set.ts";
import { operatorLeaves } from "./operator-leaves.ts";
import { pickNumber } from "./pick-number.ts";

/**
 * Whether each of the wide conditions is met by the very leaf, or absence, that meets a narrow one of the same path. The
 * elements of arrays that the narrow conditions share then serve the wide ones too. False says nothing.
 */
export function covers(wide: readonly Condition[], narrow: readonly Condition[]): boolean {
  return wide.every(condition => {
    const same = narrow.find(({ path }) => path === condition.path);
    if (same === undefined || !isWithin(same, condition)) return false;
    // Absence is judged within the element that the conditions before it have picked: they must be the same ones.
    return !acceptsAbsence(same) || (acceptsAbsence(condition) && siblings(narrow, same) === siblings(wide, condition));
  });
}

const acceptsAbsence = ({ operators }: Condition): boolean =>
  operators.some(operator => operator.op === "exists" && !operator.exists);

/** The paths that may share an array with a condition. */
const siblings = (all: readonly Condition[], { path }: Condition): string =>
  JSON.stringify(all.filter(each => each.path.split(".")[0] === path.split(".")[0]).map(each => each.path));

function isWithin(narrow: Condition, wide: Condition): boolean {
  const rest = intersectLeaves([operatorLeaves(narrow.operators), invertLeaves(operatorLeaves(wide.operators))]);
  return rest.literals.size === 0 && pickNumber(rest.numbers, []) === null && findWord(rest.strings) === null;
}
