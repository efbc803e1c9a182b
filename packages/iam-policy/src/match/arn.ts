import { isLike, withWildcards } from "./wildcards.ts";

const ANYTHING = withWildcards("*");

/**
 * Whether an ARN is like a pattern of `withWildcards`: each of the six segments for itself, of which the last holds all that
 * follows the fifth colon. A pattern that stops earlier, at a `*`, goes on beyond the colon there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function isArnLike(arn: string, pattern: string): boolean {
  if (pattern === ANYTHING) return true;
  const wanted = segments(pattern);
  if (wanted.length < 6 && !pattern.endsWith(ANYTHING)) return false;
  const given = segments(arn, wanted.length);
  return wanted.every((segment, index) => isLike(given[index] ?? "", segment));
}

/** An ARN with `*` for the segments that it leaves out at its end, as in the policies of identities. */
export function completeArn(arn: string): string {
  return arn === "*" ? arn : [...segments(arn), "*", "*", "*"].slice(0, 6).join(":");
}

function segments(arn: string, count = 6): string[] {
  const parts = arn.split(":");
  return parts.length <= count ? parts : [...parts.slice(0, count - 1), parts.slice(count - 1).join(":")];
}
