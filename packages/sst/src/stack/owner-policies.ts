import type { Stack } from "./create-stack.ts";
import { keyStatements, type PolicyStatement } from "./key-statements.ts";
import { oncePerStack } from "./once-per-stack.ts";

const asked = oncePerStack(() => new Map<string, PolicyStatement[]>());

/** Records a statement that an existing resource's policy needs. */
export function ownerMustAllow(stack: Stack, resource: string, statement: PolicyStatement): void {
  const statements = asked(stack);
  statements.set(resource, [...(statements.get(resource) ?? []), statement]);
}

/**
 * Statements that the owners of existing keys and queues must add to their policies, by resource: only one program can write a
 * policy. Call it after the components and return it from `run()`, so that `sst deploy` prints it. Empty if nothing is missing.
 */
export function ownerPolicies(stack: Stack): Record<string, readonly PolicyStatement[]> {
  const ofKey = "urn" in stack.key ? [] : [["key", keyStatements(stack)] as const];
  return Object.fromEntries([...ofKey, ...asked(stack)]);
}
