import type { Condition } from "../parse/alternatives.ts";
import { noLeaves } from "./leaf-set.ts";
import { operatorLeaves } from "./operator-leaves.ts";
import type { Demand } from "./proof.ts";

/** The ways in which conditions can hold together: each by a leaf, or, where it says so, by there being none. */
export function* demandsOf(conditions: readonly Condition[], group: number): Generator<readonly Demand[]> {
  const [condition, ...rest] = conditions;
  if (condition === undefined) {
    yield [];
    return;
  }
  const steps = condition.path.split(".");
  const isAbsence = (operator: Condition["operators"][number]) => operator.op === "exists" && !operator.exists;
  const own: Demand[] = [];
  if (!condition.operators.every(isAbsence)) {
    own.push({ steps, kind: "some", set: operatorLeaves(condition.operators), group, condition });
  }
  if (condition.operators.some(isAbsence)) own.push({ steps, kind: "none", set: noLeaves, group, condition });
  for (const demand of own) for (const others of demandsOf(rest, group)) yield [demand, ...others];
}
