import type { UnusedGrant } from "@tributary/local-cloud/kernel/authorizer";

/** The grants that a run has not used, a line each: rare cases need some, others can go. */
export function unusedGrants(grants: readonly UnusedGrant[]): string {
  if (grants.length === 0) return "This run used every grant.\n";
  const lines = grants.map(({ role, action, resources }) => `  ${role} ${action} on ${resources.join(", ")}`);
  return ["Granted, and not used in this run:", ...lines, ""].join("\n");
}
