import { claimCheckStatement } from "@tributary/contract-tools/claim-check-statement";
import type { Operations } from "../bus/delivery-rule.ts";
import { type Grant, mayDecrypt, mayEncrypt, permit } from "../function/grant.ts";
import type { Stack } from "../stack/create-stack.ts";
import { existingBucket, type Linkable } from "../stack/existing.ts";
import { oncePerStack } from "../stack/once-per-stack.ts";
import { encryptedBucket } from "./encrypted-bucket.ts";

/**
 * Days: longer than anything keeps an event that refers to the data. The archive and the quarantine keep theirs for up to a
 * year; then it may wait in a queue and among dead letters, for two weeks each.
 */
const keptForDays = 365 + 35;

/** Data too large for the bus; the bucket is there where some service sends or receives an event that may have such. */
const claimChecks = oncePerStack((stack): Linkable => {
  const given = stack.buckets.claimChecks;
  return given === undefined
    ? encryptedBucket(stack, "ClaimChecks", { keptForDays })
    : existingBucket(stack, "ClaimChecks", given);
});

/** What a function needs to send (`PutObject`) or receive (`GetObject`) events whose data travel by claim check; else nothing. */
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
