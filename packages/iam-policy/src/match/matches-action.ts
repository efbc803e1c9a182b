import { isLike, withWildcards } from "./wildcards.ts";

/** Whether an action is one that a statement names, with wildcards or without; actions are compared without regard to case. */
export function matchesAction(pattern: string, action: string): boolean {
  return isLike(action.toLowerCase(), withWildcards(pattern.toLowerCase()));
}
