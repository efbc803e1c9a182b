import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { UnusedGrant } from "@tributary/local-cloud/kernel/authorizer";
import type { Graph } from "@tributary/synth/graph";

/** The grants that a run has not used, by role and the file of the program that gives them: rare cases need some, others can go. */
export function unusedGrants(grants: readonly UnusedGrant[], graph: Graph, root: string): string {
  if (grants.length === 0) return "This run used every grant.\n";
  const roles = [...new Set(grants.map(({ role }) => role))];
  const lines = roles.flatMap(role => [
    `  ${holderOf(role, graph, root)}`,
    ...grants
      .filter(grant => grant.role === role)
      .map(({ action, resources }) => `    ${action} on ${resources.join(", ")}`),
  ]);
  return ["Granted, and not used in this run:", ...lines, ""].join("\n");
}

/** The component that acts as a role, and where its service describes it. */
function holderOf(role: string, { resources }: Graph, root: string): string {
  const made = resources.find(({ type, name }) => type.endsWith(":Role") && name === role);
  const name = made?.parent ?? role;
  const handler = resources.find(({ code, inputs }) => code !== undefined && inputs.role === made?.outputs.arn)?.code
    ?.handler;
  const file = handler && join(dirname(handler), "infra.ts");
  return file && existsSync(join(root, file)) ? `${name}, ${file}` : name;
}
