import type { OutgoingEvent } from "@tributary/bus/outgoing-event";
import type { Item } from "@tributary/change-event/decode-item";
import type { ItemChange } from "@tributary/change-event/item-change";
import type { EventContract, Validation } from "@tributary/contract/event-contract";
import { AddressChangedV1 } from "@tributary/contracts/address-changed.v1";
import { PatientRecordChangedV1 } from "@tributary/contracts/patient-record-changed.v1";
import { addressImage, type PublishedImage, patientImage } from "./published-images.ts";
import { salvageImage } from "./salvage-image.ts";

interface ItemType {
  readonly contract: EventContract;
  readonly image: (item: Item) => PublishedImage;
  readonly key: (image: PublishedImage) => PublishedImage;
  readonly subject: (image: PublishedImage) => string;
}

const ITEM_TYPES: ReadonlyMap<unknown, ItemType> = new Map<unknown, ItemType>([
  [
    "Patient",
    {
      contract: PatientRecordChangedV1,
      image: patientImage,
      key: ({ patientId }) => ({ patientId }),
      subject: ({ patientId }) => `Patient/${patientId}`,
    },
  ],
  [
    "Address",
    {
      contract: AddressChangedV1,
      image: addressImage,
      key: ({ patientId, addressId }) => ({ patientId, addressId }),
      subject: ({ patientId, addressId }) => `Patient/${patientId}/Address/${addressId}`,
    },
  ],
]);

/**
 * What a change in the registry means to others: at most one event, by the type of the item.
 * A change of no published field means none; an item of an unknown type is refused.
 */
export function eventsOf(change: ItemChange): Validation<readonly OutgoingEvent[]> {
  const item = change.after ?? change.before;
  const image = change.after ? "NewImage" : "OldImage";
  if (item === undefined || (change.change === "updated" && change.before === undefined))
    return refuse("/dynamodb", "required", "must carry new and old images");
  const type = ITEM_TYPES.get(item.itemType);
  if (type === undefined) return refuse(`/dynamodb/${image}/itemType`, "enum", "must be Patient or Address");
  if (change.before && change.after && change.before.itemType !== change.after.itemType)
    return refuse("/dynamodb/NewImage/itemType", "const", "must be the type that the item had before");

  const after = change.after && type.image(change.after);
  const was = change.before && type.image(change.before);
  const published = after ?? was ?? {};
  const minimal = type.image({ patientId: item.patientId ?? null, addressId: item.addressId ?? null });
  const before = was && salvageImage(type.contract, type.key(published), was, minimal);
  // A before image that never was an event says nothing about what consumers hold.
  if (after && was && before === was && JSON.stringify(after) === JSON.stringify(was))
    return { valid: true, value: [] };

  const event: OutgoingEvent = {
    contract: type.contract,
    data: {
      change: change.change,
      key: type.key(published),
      ...(before && { before }),
      ...(after && { after }),
    },
    subject: type.subject(published),
    sequence: change.sequence,
    identity: change.identity,
    correlationId: correlationOf(item) ?? change.changeId,
    causationId: change.changeId,
    ...(change.occurredAt !== undefined && { occurredAt: change.occurredAt }),
  };
  return { valid: true, value: [event] };
}

/** The id that the writer left in the item: the chain of causes began with its request. */
function correlationOf({ correlationId }: Item): string | undefined {
  return typeof correlationId === "string" && correlationId !== "" ? correlationId : undefined;
}

function refuse(pointer: string, keyword: string, message: string): Validation<never> {
  return { valid: false, violations: [{ pointer, keyword, message }] };
}
