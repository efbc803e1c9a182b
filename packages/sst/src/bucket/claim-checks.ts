import { claimCheckStatement } from "@tributary/contract-tools/claim-check-statement";
import type { Operations } from "../bus/delivery-rule.ts";
import { type Grant, mayDecrypt, mayEncrypt, permit } from "../function/grant.ts";
import type { Stack } from "../stack/create-stack.ts";
import { existingBucket, type Linkable } from "../stack/existing.ts";
import { oncePerStack } from "../stack/once-per-stack.ts";
import { encryptedBucket } from "./encrypted-bucket.ts";

/**
 * Days: longer than any event that refers to the data. The archive and the quarantine keep events for up to a year; a queue and
 * its dead letters add two weeks each.
 */
const keptForDays = 365 + 35;

/** Data too large for the bus. The bucket exists where a service sends or receives an event that allows a claim check. */
const claimChecks = oncePerStack((stack): Linkable => {
  const given = stack.buckets.claimChecks;
  return given === undefined
    ? encryptedBucket(stack, "ClaimChecks", { keptForDays })
    : existingBucket(stack, "ClaimChecks", given);
});

/** Grants to send (`PutObject`) or receive (`GetObject`) events by claim check; none if no operation allows one. */
export function mayClaimCheck(stack: Stack, action: "send" | "receive", operations: Operations): Grant {
  const contracts = Object.values(operations).map(({ contract }) => contract);
  const statement = claimCheckStatement(action, contracts);
  if (statement === undefined) return permit();
  const bucket = claimChecks(stack);
  const resources = statement.prefixes.map(prefix => $interpolate`${bucket.arn}/${prefix}*`);
  return {
    link: [bucket],
    permissions: [
      { actions: [...statement.actions], resources },
      action === "send" ? mayEncrypt(stack) : mayDecrypt(stack),
    ],
  };
}
