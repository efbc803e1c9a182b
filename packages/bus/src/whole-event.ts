import { createHash } from "node:crypto";
import { claimedKey, isClaimCheck, isClaimed } from "@tributary/contract/claim-check";
import type { Violation } from "@tributary/contract/event-contract";
import type { PayloadStore } from "@tributary/delivery/payload-store";
import type { ReadEvent, Refusal } from "./incoming-event.ts";

/** The data of an event are not in the store, or not visible yet; the queue redelivers the event. */
export class PayloadMissingError extends Error {
  override readonly name = "PayloadMissingError";
}

/**
 * The event with its data: fetched and verified if it came with a claim check and its contract has one. Refuses data that
 * the sender did not hash, and claim checks that no sender of ours makes. Rejects while the store does not return the data.
 */
export async function wholeEvent(
  { contract, detail }: ReadEvent,
  payloads: PayloadStore | undefined,
): Promise<({ readonly valid: true } & ReadEvent) | ({ readonly valid: false } & Refusal)> {
  if (!contract.claimCheck || !isClaimed(detail)) return { valid: true, contract, detail };
  if (payloads === undefined)
    throw new TypeError("An event with a claim check came to a consumer without a payload store.");
  const refuse = (pointer: string, keyword: string, message: string): { readonly valid: false } & Refusal => {
    const violations: readonly Violation[] = [{ pointer, keyword, message }];
    return { valid: false, contract: contract.detailType, violations };
  };
  const { claimCheck, metadata } = detail;
  if (!isClaimCheck(claimCheck)) return refuse("/claimCheck", "type", "must be the hash and size of data");
  const eventId = (metadata as { readonly eventId?: unknown } | undefined)?.eventId;
  // It becomes part of the key.
  if (typeof eventId !== "string" || !/^[0-9a-f]{32}$/.test(eventId))
    return refuse("/metadata/eventId", "pattern", "must be an event id");

  const { sha256, bytes } = claimCheck;
  const found = await payloads.get(claimedKey(contract.detailType, eventId, sha256), bytes);
  if (found === undefined) throw new PayloadMissingError("The data of an event are not in the store.");
  if (found.length !== bytes) return refuse("/claimCheck/bytes", "const", "must be the size of the data in the store");
  if (createHash("sha256").update(found).digest("hex") !== sha256)
    return refuse("/claimCheck/sha256", "const", "must be the hash of the data in the store");
  try {
    const data: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(found));
    return { valid: true, contract, detail: { metadata, data } };
  } catch {
    return refuse("/claimCheck", "parse", "must lead to JSON");
  }
}
