import { claimedPrefix } from "@tributary/contract/claim-check";

/** One statement of an identity policy on the bucket of claim checks: the prefixes of the keys that it allows. */
export interface ClaimCheckStatement {
  readonly actions: readonly ["s3:PutObject"] | readonly ["s3:GetObject"];
  readonly prefixes: readonly string[];
}

/**
 * The least privilege on the data that travel by claim check: to write those of the events that are sent, or to read those
 * of the events that are received. Undefined where no event does.
 */
export function claimCheckStatement(
  action: "send" | "receive",
  events: readonly { readonly detailType: string; readonly claimCheck?: true }[],
): ClaimCheckStatement | undefined {
  const detailTypes = new Set(events.filter(({ claimCheck }) => claimCheck).map(({ detailType }) => detailType));
  if (detailTypes.size === 0) return undefined;
  const prefixes = [...detailTypes].sort().map(claimedPrefix);
  return { actions: action === "send" ? ["s3:PutObject"] : ["s3:GetObject"], prefixes };
}
