import { matchesAction } from "@tributary/iam-policy/matches-action";
import { isObject } from "../source/json-pointer.ts";
import { inside } from "./read-wiring.ts";

/** One Allow of a policy that covers an action. */
export interface AllowedPut {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Whom the policy of a resource allows it; those of all kinds, and `*` where some alone are left out. */
  readonly principals: readonly string[];
  /** The operators of its conditions with the values of their keys, keys in lower case. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * The grants of a policy for an action, by default PutEvents. A policy that cannot be parsed grants nothing that could be
 * judged.
 */
export function allowedPuts(policy: string | undefined, asked = "events:PutEvents"): AllowedPut[] {
  return statements(policy).flatMap(statement => {
    const actions = actionsOf(statement, asked);
    if (statement.Effect !== "Allow" || !actions.some(action => matchesAction(action, asked))) return [];
    const resources = "NotResource" in statement ? ["*"] : list(statement.Resource);
    const principals = "NotPrincipal" in statement ? ["*"] : principalsOf(statement.Principal);
    return [{ actions, resources, principals, conditions: conditions(statement.Condition) }];
  });
}

/** The texts of a value that may be one or a list of them. */
export const list = (value: unknown): string[] => [value].flat().filter(each => typeof each === "string");

/** What a statement allows; all actions but some are all, unless the one that counts is among them. */
function actionsOf(statement: Readonly<Record<string, unknown>>, asked: string): string[] {
  if (!("NotAction" in statement)) return list(statement.Action);
  return list(statement.NotAction).some(action => matchesAction(action, asked)) ? [] : ["*"];
}

function principalsOf(principal: unknown): string[] {
  return isObject(principal) ? Object.values(principal).flatMap(list) : list(principal);
}

function statements(policy: string | undefined): Readonly<Record<string, unknown>>[] {
  try {
    const parsed: unknown = JSON.parse(policy ?? "null");
    return [inside(parsed, "Statement")].flat().filter(isObject);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function conditions(value: unknown): AllowedPut["conditions"] {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(isObject(keys) ? keys : {}).map(([key, values]) => [key.toLowerCase(), list(values)]),
      ),
    ]),
  );
}
