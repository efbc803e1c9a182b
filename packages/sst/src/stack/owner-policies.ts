import type { Stack } from "./create-stack.ts";
import { keyStatements, type PolicyStatement } from "./key-statements.ts";
import { oncePerStack } from "./once-per-stack.ts";

const asked = oncePerStack(() => new Map<string, PolicyStatement[]>());

/** Notes a statement that the policy of a given resource needs. */
export function ownerMustAllow(stack: Stack, resource: string, statement: PolicyStatement): void {
  const statements = asked(stack);
  statements.set(resource, [...(statements.get(resource) ?? []), statement]);
}

/**
 * What the owners of given keys and queues must add to their policies, by resource: a policy is written whole, by one program.
 * Call it after the components, and return it from `run()`, so that `sst deploy` prints it. Empty where nothing is to do.
 */
export function ownerPolicies(stack: Stack): Record<string, readonly PolicyStatement[]> {
  const ofKey = "urn" in stack.key ? [] : [["key", keyStatements(stack)] as const];
  return Object.fromEntries([...ofKey, ...asked(stack)]);
}
