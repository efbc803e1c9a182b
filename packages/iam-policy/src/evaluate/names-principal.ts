import type { NamedPrincipals, Statement } from "../parse/policy.ts";
import type { Principal } from "./access-request.ts";

/**
 * How closely a policy names who asks: itself (a session, a user, a service, or everyone), the role of its session, or only
 * its account, which leaves the decision to the account's own policies. Undefined where it names others.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type Naming = "itself" | "role" | "account";

/** How closely a statement names who asks; a statement without principals is the identity's own. */
export function naming({ principals }: Statement, principal: Principal, hasBoundary: boolean): Naming | undefined {
  if (principals === undefined) return "itself";
  if (!principals.isNegated) return namingIn(principals.values, principal);
  // "… will always deny any IAM principal that has a permissions boundary policy attached, regardless of the values".
  if (hasBoundary) return "itself";
  return isExcepted(principals.values, principal) ? undefined : "itself";
}

function namingIn({ AWS = [], Service = [] }: NamedPrincipals, principal: Principal): Naming | undefined {
  if (AWS.includes("*")) return "itself";
  if (principal.kind === "anonymous") return undefined;
  if (principal.kind === "service") return Service.includes(principal.name) ? "itself" : undefined;
  if (principal.kind === "role" && AWS.includes(principal.session)) return "itself";
  if (principal.kind === "user" && AWS.includes(principal.arn)) return "itself";
  if (principal.kind === "role" && AWS.includes(principal.arn)) return "role";
  return namesAccount(AWS, principal.account) ? "account" : undefined;
}

/**
 * Whether `NotPrincipal` spares who asks: its account must be listed beside itself, because AWS checks the account first.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isExcepted(values: NamedPrincipals, principal: Principal): boolean {
  const found = namingIn(values, principal);
  if (found === undefined || principal.kind === "anonymous" || principal.kind === "service") return found !== undefined;
  if (values.AWS?.includes("*") || principal.kind === "root") return true;
  return values.AWS?.includes(principal.arn) === true && namesAccount(values.AWS, principal.account);
}

const namesAccount = (principals: readonly string[], account: string): boolean =>
  principals.some(each => each === account || /^arn:[^:]+:iam::(\d{12}):root$/.exec(each)?.[1] === account);
