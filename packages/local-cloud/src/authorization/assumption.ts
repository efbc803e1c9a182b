import type { AccessRequest } from "@tributary/iam-policy/access-request";
import { type Decision, decide } from "@tributary/iam-policy/decide";
import type { Actor } from "../kernel/actor.ts";
import type { CloudContext } from "../kernel/service.ts";
import type { Role } from "./roles.ts";

/**
 * Whether a service may assume a role, by the role's trust, for what it acts for; undefined where that is known to be so.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
 */
export function assumption(
  { account }: CloudContext,
  { role: resource, assumed }: Actor,
  role: Role | undefined,
): { readonly request: AccessRequest; readonly made: Decision } | undefined {
  if (assumed === undefined) return undefined;
  const context = { "aws:sourcearn": assumed.for, "aws:sourceaccount": account, "aws:principalisawsservice": "true" };
  const principal = { kind: "service", name: assumed.by } as const;
  const request = { principal, action: "sts:AssumeRole", resource, account, context };
  const made = decide(request, { identity: [], ...(role && { resource: role.trust }) });
  return made.verdict === "allowed" ? undefined : { request, made };
}
