import type { ItemChange } from "@tributary/change-event/item-change";
import type { EventContract } from "@tributary/contract/event-contract";
import type { OutgoingEvent } from "./outgoing-event.ts";
import { type PublishedImage, salvageImage } from "./salvage-image.ts";

/** What of an item's change others may see. */
export interface PublishedChange {
  /** Names the item in the event. */
  readonly key: PublishedImage;
  /** Opaque, unlike that of any other item: sequences grow per subject. */
  readonly subject: string;
  readonly before?: PublishedImage | undefined;
  readonly after?: PublishedImage | undefined;
  /** The least that a valid image has: the key unless given. It completes a malformed before image. */
  readonly minimal?: PublishedImage;
  /** The id that the writer left in the item; a new chain of causes begins with the change unless given. */
  readonly correlationId?: string | undefined;
}

/**
 * The change event of an item; undefined if no published field changed. Fields of the before image that break the contract are
 * left out, so that a malformed item can be corrected and deleted.
 */
export function changeEvent(
  contract: EventContract,
  { change, sequence, identity, changeId, occurredAt }: ItemChange,
  { key, subject, before: was, after, minimal = key, correlationId = changeId }: PublishedChange,
): OutgoingEvent | undefined {
  const before = was && salvageImage(contract, key, was, minimal);
  // Consumers never saw a before image that breaks the contract: an equal after image is news to them.
  if (was && after && before === was && JSON.stringify(after) === JSON.stringify(was)) return undefined;
  return {
    contract,
    data: { change, key, ...(before && { before }), ...(after && { after }) },
    ...{ subject, sequence, identity, correlationId, causationId: changeId },
    ...(occurredAt !== undefined && { occurredAt }),
  };
}
