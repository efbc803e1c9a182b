import type { Condition } from "./ast.ts";

/** The conditions that must all hold. */
export function conjuncts(condition: Condition): Condition[] {
  return condition.kind === "and" ? [...conjuncts(condition.left), ...conjuncts(condition.right)] : [condition];
}

/** The condition that all of these hold; undefined for none. */
export function allOf(conditions: readonly Condition[]): Condition | undefined {
  const [first, ...others] = conditions;
  return first && others.reduce<Condition>((left, right) => ({ kind: "and", left, right }), first);
}
