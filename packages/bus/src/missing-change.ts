import { isDeepStrictEqual } from "node:util";
import type { EventContract } from "@tributary/contract/event-contract";
import type { PublishedState } from "@tributary/delivery/published-states";
import type { OutgoingEvent } from "./outgoing-event.ts";

/** The current state of a subject in its source: the event of its creation, from the mapping. */
export type Found = Omit<OutgoingEvent, "sequence" | "identity">;

const DIGITS = 40;

/**
 * The event that consumers miss about an existing thing: created, or updated since it was last published; undefined if they
 * miss nothing. The same missing change always has the same id.
 */
export function missingChange(known: PublishedState | undefined, found: Found): OutgoingEvent | undefined {
  const { key, after } = found.data as { readonly key: object; readonly after: object };
  const before = known?.image;
  if (before !== undefined && isDeepStrictEqual(before, after)) return undefined;
  const data = { change: before ? "updated" : "created", key, ...(before && { before }), after, origin: "reconcile" };
  return { ...found, data, ...placed(known, found, after) };
}

/** The event that consumers miss about a deleted thing; undefined if they know. */
export function missingDeletion(
  known: PublishedState,
  contract: EventContract,
  hash: (text: string) => string,
): OutgoingEvent | undefined {
  const { subject, key, image: before } = known;
  if (before === undefined) return undefined;
  const at = placed(known, { contract, subject }, null);
  const cause = hash(at.identity);
  const data = { change: "deleted", key, before, origin: "reconcile" };
  return { contract, subject, data, ...at, correlationId: cause, causationId: cause };
}

/**
 * The next number after the last one published. The change that is missing had a greater one than that, and every later change
 * of the thing a greater one still: so it is newer than all that was published, and older than all that will be.
 */
function placed(
  known: PublishedState | undefined,
  { contract, subject }: Pick<OutgoingEvent, "contract" | "subject">,
  image: object | null,
) {
  const sequence = String(BigInt(known?.sequence ?? 0) + 1n).padStart(DIGITS, "0");
  const identity = ["reconcile", contract.detailType, subject, sequence, JSON.stringify(image)].join("|");
  return { sequence, identity };
}
