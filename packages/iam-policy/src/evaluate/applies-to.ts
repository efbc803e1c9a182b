import { isArnLike } from "../match/arn.ts";
import { conditionsHold } from "../match/conditions-hold.ts";
import { fillVariables } from "../match/fill-variables.ts";
import { matchesAction } from "../match/matches-action.ts";
import { withWildcards } from "../match/wildcards.ts";
import type { Statement } from "../parse/policy.ts";
import type { AccessRequest } from "./access-request.ts";

/** Whether a statement is about a request, whoever asks: its action, its resource and its conditions. */
export function appliesTo(statement: Statement, request: AccessRequest): boolean {
  return (
    isAction(statement, request.action) && isResource(statement, request) && conditionsHold(statement, request.context)
  );
}

const isAction = ({ actions }: Statement, action: string): boolean =>
  actions.values.some(pattern => matchesAction(pattern, action)) !== actions.isNegated;

function isResource({ resources, hasVariables }: Statement, { resource, context }: AccessRequest): boolean {
  if (resources === undefined) return true;
  const patterns = resources.values.map(each =>
    hasVariables && each.includes("${") ? fillVariables(each, context, withWildcards) : withWildcards(each),
  );
  // A variable without a value makes the statement match nothing, whichever way it is put.
  if (resources.isNegated && patterns.includes(undefined)) return false;
  return patterns.some(each => each !== undefined && isArnLike(resource, each)) !== resources.isNegated;
}
