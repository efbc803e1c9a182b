import type { Listed, NamedPrincipals, PolicyKind } from "./policy.ts";
import { isObject, type Report, readTexts } from "./read-values.ts";

const kinds = ["AWS", "Service", "Federated", "CanonicalUser"] as const;

/**
 * The principals of a statement; undefined where it names none. Every fault is reported.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function parsePrincipals(
  statement: Readonly<Record<string, unknown>>,
  { kind, report }: { readonly kind: PolicyKind; readonly report: Report },
): Listed<NamedPrincipals> | undefined {
  const isNegated = statement.Principal === undefined;
  const name = isNegated ? "NotPrincipal" : "Principal";
  const given = statement[name];
  if (kind === "identity") {
    if (given !== undefined) report(`/${name}`, "the policy of an identity names no principal: it is the identity.");
    return undefined;
  }
  if (given === undefined) {
    report("", "a statement of a resource's policy needs a Principal.");
    return undefined;
  }
  if (!isNegated && statement.NotPrincipal !== undefined)
    report("/NotPrincipal", "a statement has Principal or NotPrincipal, not both.");
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  if (isNegated && statement.Effect === "Allow") report("/NotPrincipal", "it may only be used with the effect Deny.");
  if (isNegated && kind === "trust") report("/NotPrincipal", "a trust policy cannot have it.");
  if (given === "*") return { isNegated, values: { AWS: ["*"] } };
  if (!isObject(given)) {
    report(`/${name}`, "it is `*`, or an object by kind: AWS, Service, Federated or CanonicalUser.");
    return undefined;
  }
  for (const key of Object.keys(given))
    if (!kinds.some(known => known === key)) report(`/${name}/${key}`, "there is no such kind of principal.");
  const values = Object.fromEntries(
    kinds
      .filter(known => given[known] !== undefined)
      .map(known => [
        known,
        readTexts(given[known], `/${name}/${known}`, report, known === "AWS" ? awsFault : undefined),
      ]),
  );
  return { isNegated, values };
}

/** An account, an ARN, the id of a deleted user or role, or everyone; wildcards inside an ARN are refused. */
const awsFault = (principal: string): string | undefined =>
  principal === "*" || /^(\d{12}|arn:[^:*?]+:(iam|sts)::\d{12}:[^*?]+|A(ROA|IDA)[A-Z0-9]+)$/.test(principal)
    ? undefined
    : "it is `*`, an account, or an ARN without wildcards.";
