import type { Policy, Statement } from "../parse/policy.ts";
import type { AccessRequest } from "./access-request.ts";
import { appliesTo } from "./applies-to.ts";
import { type Naming, naming } from "./names-principal.ts";

/** What a policy is to a request. */
export type PolicyRole = "identity" | "resource" | "boundary" | "session";

/** The policies that bear on one request. */
export interface PoliciesInForce {
  /** Those of the user or the role. */
  readonly identity: readonly Policy[];
  readonly resource?: Policy;
  /** Whether nothing is allowed that the resource's policy does not, in its own account too: a key, the trust of a role. */
  readonly isResourceStrict?: boolean;
  /** A permissions boundary: allows nothing by itself. */
  readonly boundary?: Policy;
  /** The policies of a session, given when the role was assumed: allow nothing by themselves. */
  readonly session?: readonly Policy[];
}

/** A statement that decided. */
export interface Deciding {
  readonly role: PolicyRole;
  readonly policy: string;
  readonly index: number;
  readonly sid?: string;
}

/** Whether a request is allowed, and by what; an implicit deny names the kind of policy that would have to allow it. */
export type Decision =
  | { readonly verdict: "allowed"; readonly by: readonly Deciding[] }
  | { readonly verdict: "explicit deny"; readonly by: readonly Deciding[] }
  | { readonly verdict: "implicit deny"; readonly missing: PolicyRole };

/**
 * Decides about a request as AWS does: an explicit deny wins; within an account the policies of the identity or of the resource
 * allow, across accounts both must; boundaries and session policies limit what identities may, but not what a resource's policy
 * gives to a session or a user by name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function decide(request: AccessRequest, policies: PoliciesInForce): Decision {
  const { principal } = request;
  const found = applying(request, policies);
  const denies = found.filter(({ effect }) => effect === "Deny");
  if (denies.length > 0) return { verdict: "explicit deny", by: denies.map(({ deciding }) => deciding) };
  const given = (role: PolicyRole, ...names: Naming[]) =>
    found
      .filter(one => one.deciding.role === role && (names.length === 0 || names.includes(one.naming)))
      .map(({ deciding }) => deciding);
  const allowed = (by: readonly Deciding[]): Decision => ({ verdict: "allowed", by });
  const missing = (role: PolicyRole): Decision => ({ verdict: "implicit deny", missing: role });

  const [toItself, toRole, toAccount] = [given("resource", "itself"), given("resource", "role"), given("resource")];
  if (principal.kind === "service" || principal.kind === "anonymous")
    return toItself.length > 0 ? allowed(toItself) : missing("resource");
  const isOwn = principal.account === request.account;
  if (isOwn && toItself.length > 0) return allowed(toItself);

  const limits = [
    ...(policies.boundary === undefined ? [] : [{ role: "boundary" as const, by: given("boundary") }]),
    ...(policies.session === undefined ? [] : [{ role: "session" as const, by: given("session") }]),
  ];
  const limit = limits.find(({ by }) => by.length === 0);
  const within = limits.flatMap(({ by }) => by);
  if (isOwn && toRole.length > 0) return limit === undefined ? allowed([...toRole, ...within]) : missing(limit.role);

  const byIdentity = given("identity");
  // Nothing limits the root user of an account, which has no policies.
  if (byIdentity.length === 0 && principal.kind !== "root") return missing("identity");
  if (limit !== undefined) return missing(limit.role);
  const mustGive = !isOwn || policies.isResourceStrict === true;
  if (mustGive && toAccount.length === 0) return missing("resource");
  return allowed([...byIdentity, ...within, ...(mustGive ? toAccount : [])]);
}

/** Every statement that is about the request and who makes it. */
function applying(request: AccessRequest, { identity, resource, boundary, session = [] }: PoliciesInForce) {
  const all: [PolicyRole, Policy][] = [
    ...identity.map((policy): [PolicyRole, Policy] => ["identity", policy]),
    ...(resource ? [["resource", resource] satisfies [PolicyRole, Policy]] : []),
    ...(boundary ? [["boundary", boundary] satisfies [PolicyRole, Policy]] : []),
    ...session.map((policy): [PolicyRole, Policy] => ["session", policy]),
  ];
  return all.flatMap(([role, { name, statements }]) =>
    statements.flatMap(statement => {
      const named = naming(statement, request.principal, boundary !== undefined);
      if (named === undefined || !appliesTo(statement, request)) return [];
      return [{ effect: statement.effect, naming: named, deciding: deciding(role, name, statement) }];
    }),
  );
}

function deciding(role: PolicyRole, policy: string, { index, sid }: Statement): Deciding {
  return { role, policy, index, ...(sid === undefined ? {} : { sid }) };
}
