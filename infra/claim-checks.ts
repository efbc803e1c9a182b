import { claimCheckStatement } from "@tributary/contract-tools/claim-check-statement";
import type { Operations } from "./delivery-rule.ts";
import { encryptedBucket } from "./encrypted-bucket.ts";
import { mayDecrypt, mayEncrypt } from "./key.ts";

/**
 * Days: longer than anything keeps an event that refers to the data. The archive and the quarantine keep theirs for up to a
 * year; then it may wait in a queue and among dead letters, for two weeks each.
 */
const keptForDays = 365 + 35;

let made: sst.aws.Bucket | undefined;

/** Data too large for the bus; the bucket is there where some service sends or receives an event that may have such. */
function claimChecks(): sst.aws.Bucket {
  made ??= encryptedBucket("ClaimChecks", { keptForDays });
  return made;
}

/** What a function needs to send (`PutObject`) or receive (`GetObject`) events whose data travel by claim check; else nothing. */
export function claimCheckGrants(action: "send" | "receive", operations: Operations) {
  const contracts = Object.values(operations).map(({ contract }) => contract);
  const statement = claimCheckStatement(action, contracts);
  if (statement === undefined) return { link: [], permissions: [] };
  const bucket = claimChecks();
  const resources = statement.prefixes.map(prefix => $interpolate`${bucket.arn}/${prefix}*`);
  return {
    link: [bucket],
    permissions: [{ actions: [...statement.actions], resources }, action === "send" ? mayEncrypt : mayDecrypt],
  };
}
