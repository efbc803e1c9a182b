import type { AccessRequest, Principal } from "./access-request.ts";
import type { Decision, PolicyRole } from "./decide.ts";

/** How AWS's text names a kind of policy. */
const kinds: Readonly<Record<PolicyRole, string>> = {
  identity: "identity-based policy",
  resource: "resource-based policy",
  boundary: "permissions boundary",
  session: "session policy",
};

/**
 * AWS's text of a denial; undefined for what is allowed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialText(request: AccessRequest, decision: Decision): string | undefined {
  if (decision.verdict === "allowed") return undefined;
  const { action, resource } = request;
  const what = `User: ${nameOf(request.principal)} is not authorized to perform: ${action} on resource: ${resource}`;
  if (decision.verdict === "implicit deny")
    return `${what} because no ${kinds[decision.missing]} allows the ${action} action`;
  const kind = kinds[decision.by[0]?.role ?? "identity"];
  return `${what} with an explicit deny in ${kind.startsWith("identity") ? "an" : "a"} ${kind}`;
}

/** The ARN of who asks, as AWS writes it. */
export function nameOf(principal: Principal): string {
  if (principal.kind === "anonymous") return "anonymous";
  if (principal.kind === "service") return principal.name;
  return principal.kind === "role" ? principal.session : principal.arn;
}
