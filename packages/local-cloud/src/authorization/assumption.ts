import type { AccessRequest } from "@tributary/iam-policy/access-request";
import { type Decision, decide } from "@tributary/iam-policy/decide";
import type { Actor } from "../kernel/actor.ts";
import type { CloudContext } from "../kernel/service.ts";
import type { Role } from "./roles.ts";

/**
 * Why a service may not assume a role of the graph for what it acts for, by the role's trust; undefined where it may. A role that
 * the graph does not have trusts everyone, and may do nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
 */
export function assumption(
  { account }: CloudContext,
  { role: resource, assumed }: Actor,
  role: Role | undefined,
): { readonly request: AccessRequest; readonly made: Decision } | undefined {
  if (assumed === undefined || role === undefined) return undefined;
  const context = { "aws:sourcearn": assumed.for, "aws:sourceaccount": account, "aws:principalisawsservice": "true" };
  const principal = { kind: "service", name: assumed.by } as const;
  const request = { principal, action: "sts:AssumeRole", resource, account, context };
  const made = decide(request, { identity: [], resource: role.trust });
  return made.verdict === "allowed" ? undefined : { request, made };
}
