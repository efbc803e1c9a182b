import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import type { Policy } from "@tributary/iam-policy/policy";
import type { GraphResource } from "@tributary/synth/graph";
import { deployed } from "../graph/deployed.ts";
import type { CloudContext } from "../kernel/service.ts";

/** A role of the graph. */
export interface Role {
  readonly arn: string;
  /** As the program names it. */
  readonly name: string;
  readonly policies: readonly Policy[];
  /** Who may assume it. */
  readonly trust: Policy;
}

interface InlinePolicy {
  readonly name?: string;
  readonly policy?: string;
}

/** The roles that were deployed, by ARN. */
export function rolesOf(context: CloudContext): ReadonlyMap<string, Role> {
  context.store.execute(deployed.schema);
  const roles = deployed.all(context).flatMap(({ resource }) => (resource.type === ROLE ? [readRole(resource)] : []));
  return new Map(roles.map(role => [role.arn, role]));
}

/** Type of a role in a graph. */
export const ROLE = "aws:iam/role:Role";

/**
 * A role of a graph; `PolicyError` where IAM would refuse one of its policies. What policies that AWS manages say is not known
 * here: they grant nothing.
 */
export function readRole({ name, inputs, outputs }: GraphResource): Role {
  const inline = (inputs.inlinePolicies ?? []) as readonly InlinePolicy[];
  return {
    ...{ arn: String(outputs.arn), name },
    policies: inline.flatMap((each, index) =>
      // One without a text takes away all that there were, as Pulumi has it.
      each.policy === undefined
        ? []
        : [parsePolicy(each.policy, { name: `${name}/${each.name ?? index}`, kind: "identity" })],
    ),
    trust: parsePolicy(String(inputs.assumeRolePolicy), { name: `${name}/trust`, kind: "trust" }),
  };
}
