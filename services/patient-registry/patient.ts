import type { OutgoingEvent } from "@tributary/bus/outgoing-event";
import type { Item } from "@tributary/change-event/decode-item";
import type { ItemChange } from "@tributary/change-event/item-change";
import type { EventContract, Validation } from "@tributary/contract/event-contract";
import { isOpaqueId } from "@tributary/contract/opaque-id";
import { AddressChangedV1 } from "@tributary/contracts/address-changed.v1";
import { PatientRecordChangedV1 } from "@tributary/contracts/patient-record-changed.v1";
import { isSystemOf } from "@tributary/fhir/is-system-of";
import { addressImage, type PublishedImage, patientImage } from "./published-images.ts";
import { salvageImage } from "./salvage-image.ts";

/** System of the registry's own identifiers: `fhir-sync` alone writes them, so that no item may bring one. */
export const REGISTRY = "urn:tributary:patient-registry";

interface ItemType {
  readonly contract: EventContract;
  readonly image: (item: Item) => PublishedImage;
  /** The ids that the key of such an item carries; undefined when it is none of such an item. */
  readonly ids: (keys: Item) => PublishedImage | undefined;
  readonly subject: (image: PublishedImage) => string;
  /** The sort key of the item with these ids. */
  readonly sortKey: (ids: PublishedImage) => string;
}

const ITEM_TYPES: ReadonlyMap<unknown, ItemType> = new Map<unknown, ItemType>([
  [
    "Patient",
    {
      contract: PatientRecordChangedV1,
      image: patientImage,
      ids: ({ pk, sk }) => (pk === sk ? idAfter("PATIENT#", "patientId", pk) : undefined),
      subject: ({ patientId }) => subjectOf(String(patientId)),
      sortKey: ({ patientId }) => itemPartition(String(patientId)),
    },
  ],
  [
    "Address",
    {
      contract: AddressChangedV1,
      image: addressImage,
      ids({ pk, sk }) {
        const patient = idAfter("PATIENT#", "patientId", pk);
        const address = idAfter("ADDRESS#", "addressId", sk);
        return patient && address && { ...patient, ...address };
      },
      subject: ({ patientId, addressId }) => `${subjectOf(String(patientId))}/Address/${addressId}`,
      sortKey: ({ addressId }) => `ADDRESS#${addressId}`,
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

  // The key says whose item it is. Were an attribute believed, one patient's data could come under another's id.
  const ids = type.ids(change.keys);
  if (ids === undefined) return refuse("/dynamodb/Keys", "pattern", "must be the key of an item of its type");
  const wrong = Object.keys(ids).filter(name => change.after && change.after[name] !== ids[name]);
  if (wrong.length > 0) return disagreeing(wrong);

  const after = change.after && type.image(change.after);
  const taken = registryIdentifiers(after);
  if (taken.length > 0) return impersonating(taken);
  const wasOfType = change.before && change.before.itemType === item.itemType;
  const was = change.before && (wasOfType ? withoutOtherIds(type.image(change.before), ids) : {});
  const before = was && salvageImage(type.contract, ids, was, type.image(ids as Item));
  // A before image that never was an event says nothing about what consumers hold.
  if (after && was && before === was && JSON.stringify(after) === JSON.stringify(was))
    return { valid: true, value: [] };

  const event: OutgoingEvent = {
    contract: type.contract,
    data: {
      change: change.change,
      key: ids,
      ...(before && { before }),
      ...(after && { after }),
    },
    subject: type.subject(ids),
    sequence: change.sequence,
    identity: change.identity,
    correlationId: correlationOf(item) ?? change.changeId,
    causationId: change.changeId,
    ...(change.occurredAt !== undefined && { occurredAt: change.occurredAt }),
  };
  return { valid: true, value: [event] };
}

/** The partition that all items of a patient stand in. */
export function itemPartition(patientId: string): string {
  return `PATIENT#${patientId}`;
}

/** The subject of events about a patient; subjects of its addresses begin with it. */
export function subjectOf(patientId: string): string {
  return `Patient/${patientId}`;
}

/** The key, in DynamoDB's JSON, of the item that an event of this detail-type was about. */
export function keyOf({ detailType, key }: { readonly detailType: string; readonly key: object }) {
  const type = [...ITEM_TYPES.values()].find(({ contract }) => contract.detailType === detailType);
  if (type === undefined) throw new TypeError(`No item of the registry leads to ${detailType}.`);
  const ids = key as PublishedImage;
  return { pk: { S: itemPartition(String(ids.patientId)) }, sk: { S: type.sortKey(ids) } };
}

/** The id that the writer left in the item: the chain of causes began with its request. It is logged: no text of people. */
function correlationOf({ correlationId }: Item): string | undefined {
  return isOpaqueId(correlationId) ? correlationId : undefined;
}

function idAfter(prefix: string, name: string, key: unknown): PublishedImage | undefined {
  return typeof key === "string" && key.startsWith(prefix) ? { [name]: key.slice(prefix.length) } : undefined;
}

/** An image that claims to be another's breaks its contract, by lacking its id. */
function withoutOtherIds(image: PublishedImage, ids: PublishedImage): PublishedImage {
  return Object.fromEntries(Object.entries(image).filter(([name, value]) => !(name in ids) || value === ids[name]));
}

function disagreeing(names: readonly string[]): Validation<never> {
  const message = "must be the id in the item's key";
  return {
    valid: false,
    violations: names.map(name => ({ pointer: `/dynamodb/NewImage/${name}`, keyword: "const", message })),
  };
}

/** Indexes of identifiers that would make the patient another one. */
function registryIdentifiers(image: PublishedImage | undefined): number[] {
  const identifiers: unknown = image?.identifiers;
  if (!Array.isArray(identifiers)) return [];
  return identifiers.flatMap((identifier, index) => {
    const system: unknown = identifier?.system;
    return typeof system === "string" && isSystemOf(system, REGISTRY) ? [index] : [];
  });
}

function impersonating(indexes: readonly number[]): Validation<never> {
  const message = "must not be the registry's own system";
  return {
    valid: false,
    violations: indexes.map(index => ({
      pointer: `/dynamodb/NewImage/identifiers/${index}/system`,
      keyword: "not",
      message,
    })),
  };
}

function refuse(pointer: string, keyword: string, message: string): Validation<never> {
  return { valid: false, violations: [{ pointer, keyword, message }] };
}
