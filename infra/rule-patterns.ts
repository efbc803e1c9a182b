import type { Operations } from "./operation.ts";

/** An EventBridge pattern as a rule takes it. */
export interface RulePattern {
  readonly source: readonly string[];
  readonly "detail-type": readonly string[];
  readonly detail?: unknown;
}

/**
 * The patterns that match exactly what a service receives by contract: one for all events of a source that come whole,
 * one more for each filtered event. No event matches two of them.
 */
export function rulePatterns(receives: Operations): RulePattern[] {
  const operations = Object.values(receives);
  const whole = new Map<string, string[]>();
  for (const { contract, filter } of operations) {
    if (filter !== undefined) continue;
    whole.set(contract.source, [...(whole.get(contract.source) ?? []), contract.detailType].sort());
  }
  const filtered = operations.flatMap(({ contract, filter }) =>
    filter === undefined ? [] : [{ source: [contract.source], "detail-type": [contract.detailType], detail: filter }],
  );
  return [...[...whole].map(([source, types]) => ({ source: [source], "detail-type": types })), ...filtered];
}
