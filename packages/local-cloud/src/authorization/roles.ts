import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import type { Policy } from "@tributary/iam-policy/policy";
import type { GraphResource } from "@tributary/synth/graph";
import { deployed } from "../graph/deployed.ts";
import type { CloudContext } from "../kernel/service.ts";
import { managedPolicy } from "./managed-policies.ts";

/** A role of the graph. */
export interface Role {
  readonly arn: string;
  /** As the program names it. */
  readonly name: string;
  /** Those of its own, in the program. */
  readonly policies: readonly Policy[];
  /** Those that AWS manages. */
  readonly managed: readonly Policy[];
  /** ARNs of policies that it has as well, of which the local cloud does not know what they say: they grant nothing here. */
  readonly unknown: readonly string[];
  /** The most that it may do. */
  readonly boundary?: Policy;
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

/** A role of a graph; `PolicyError` where IAM would refuse one of its policies. */
export function readRole({ name, inputs, outputs }: GraphResource): Role {
  const attached = ((inputs.managedPolicyArns ?? []) as readonly string[]).map(
    arn => [arn, managedPolicy(arn)] as const,
  );
  const boundary = managedPolicy(String(inputs.permissionsBoundary ?? ""));
  const inline = (inputs.inlinePolicies ?? []) as readonly InlinePolicy[];
  return {
    ...{ arn: String(outputs.arn), name },
    managed: attached.flatMap(([, policy]) => policy ?? []),
    unknown: attached.flatMap(([arn, policy]) => (policy === undefined ? [arn] : [])),
    ...(boundary && { boundary }),
    policies: inline.flatMap((each, index) =>
      // One without a text takes away all that there were, as Pulumi has it.
      each.policy === undefined
        ? []
        : [parsePolicy(each.policy, { name: `${name}/${each.name ?? index}`, kind: "identity" })],
    ),
    trust: parsePolicy(String(inputs.assumeRolePolicy), { name: `${name}/trust`, kind: "trust" }),
  };
}
