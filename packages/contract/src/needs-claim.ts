import type { DeliveryTerms } from "./contract-operation.ts";

/**
 * Whether a received event is handled within a claim on its id: all are but those whose handler guards its write by sequence,
 * and those that are handled as often as they come.
 */
export function needsClaim(delivery: Pick<DeliveryTerms, "dedupe"> | undefined): boolean {
  return delivery?.dedupe !== "sequence" && delivery?.dedupe !== "none";
}
