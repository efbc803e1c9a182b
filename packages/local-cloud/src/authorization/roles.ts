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
  const resources = deployed.all(context).map(({ resource }) => resource);
  const roles = resources.filter(({ type }) => type === ROLE).map(one => readRole(one, resources));
  return new Map(roles.map(role => [role.arn, role]));
}

/** Types of a role in a graph, and of what gives it policies. */
export const ROLE = "aws:iam/role:Role";
export const POLICY = "aws:iam/policy:Policy";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

/** A role of a graph, with the policies that others of its resources give it; `PolicyError` where IAM would refuse one. */
export function readRole({ name, id, inputs, outputs }: GraphResource, others: readonly GraphResource[] = []): Role {
  const ofRole = (type: string) =>
    others.filter(one => one.type === type && [id, outputs.name].includes(String(one.inputs.role)));
  const arns = [
    ...((inputs.managedPolicyArns ?? []) as readonly string[]),
    ...ofRole(ATTACHMENT).map(one => String(one.inputs.policyArn)),
  ];
  const custom = (arn: string) => others.find(one => one.type === POLICY && one.outputs.arn === arn);
  const attached = arns.map(arn => ({ arn, managed: managedPolicy(arn), custom: custom(arn) }));
  const limit = String(inputs.permissionsBoundary ?? "");
  const customLimit = custom(limit);
  const boundary = managedPolicy(limit) ?? (customLimit && policyOf(customLimit));
  const inline = (inputs.inlinePolicies ?? []) as readonly InlinePolicy[];
  return {
    ...{ arn: String(outputs.arn), name },
    managed: attached.flatMap(({ managed }) => managed ?? []),
    unknown: attached.flatMap(one => (one.managed === undefined && one.custom === undefined ? [one.arn] : [])),
    ...(boundary && { boundary }),
    policies: [
      ...inline.flatMap((each, index) =>
        // One without a text takes away all that there were, as Pulumi has it.
        each.policy === undefined
          ? []
          : [parsePolicy(each.policy, { name: `${name}/${each.name ?? index}`, kind: "identity" })],
      ),
      ...ofRole(ROLE_POLICY).map(policyOf),
      ...attached.flatMap(one => (one.custom === undefined ? [] : [policyOf(one.custom)])),
    ],
    trust: parsePolicy(String(inputs.assumeRolePolicy), { name: `${name}/trust`, kind: "trust" }),
  };
}

/** The policy of a resource that is one. */
export function policyOf({ name, inputs }: GraphResource): Policy {
  return parsePolicy(String(inputs.policy), { name, kind: "identity" });
}
