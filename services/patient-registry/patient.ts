import { changeEvent } from "@tributary/bus/change-event";
import type { OutgoingEvent } from "@tributary/bus/outgoing-event";
import type { Item } from "@tributary/change-event/decode-item";
import type { ItemChange } from "@tributary/change-event/item-change";
import type { EventContract, Validation } from "@tributary/contract/event-contract";
import { isOpaqueId } from "@tributary/contract/opaque-id";
import { AddressChangedV1 } from "@tributary/contracts/address-changed.v1";
import { PatientRecordChangedV1 } from "@tributary/contracts/patient-record-changed.v1";
import { isSystemOf } from "@tributary/fhir/is-system-of";

/** System of the registry's own identifiers. Only `fhir-sync` writes them, so no item may carry one. */
const REGISTRY = "urn:tributary:patient-registry";

/** The published fields of an item, in a fixed order. Values are copied unchecked: the contract validates them. */
type Image = Readonly<Record<string, unknown>>;

/** The ids of an item, by name. */
type Ids = Readonly<Record<string, string>>;

interface ItemType {
  readonly contract: EventContract;
  readonly image: (item: Item) => Image;
  /** The ids in the key of such an item; undefined if it is the key of another type. */
  readonly ids: (keys: Item) => Ids | undefined;
  readonly subject: (ids: Ids) => string;
  readonly sortKey: (ids: Ids) => string;
}

const ITEM_TYPES: ReadonlyMap<unknown, ItemType> = new Map<unknown, ItemType>([
  [
    "Patient",
    {
      contract: PatientRecordChangedV1,
      image: patientImage,
      ids: ({ pk, sk }) => (pk === sk ? idAfter("PATIENT#", "patientId", pk) : undefined),
      subject: ({ patientId }) => subjectOf(patientId!),
      sortKey: ({ patientId }) => itemPartition(patientId!),
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
      subject: ({ patientId, addressId }) => `${subjectOf(patientId!)}/Address/${addressId}`,
      sortKey: ({ addressId }) => `ADDRESS#${addressId}`,
    },
  ],
]);

/**
 * Maps a change in the registry to at most one event, by the type of the item. Rejects an item of an unknown type. A change of
 * no published field maps to no event.
 */
export function decide(change: ItemChange): Validation<readonly OutgoingEvent[]> {
  const item = change.after ?? change.before;
  const image = change.after ? "NewImage" : "OldImage";
  if (item === undefined || (change.change === "updated" && change.before === undefined))
    return refuse("required", "must carry new and old images", "");
  const type = ITEM_TYPES.get(item.itemType);
  if (type === undefined) return refuse("enum", "must be Patient or Address", `/${image}/itemType`);

  // The key says whose item it is. Trusting an attribute could publish one patient's data under another's id.
  const key = type.ids(change.keys);
  if (key === undefined) return refuse("pattern", "must be the key of an item of its type", "/Keys");
  const wrong = Object.keys(key).filter(name => change.after && change.after[name] !== key[name]);
  if (wrong.length > 0)
    return refuse("const", "must be the id in the item's key", ...wrong.map(name => `/NewImage/${name}`));

  const after = change.after && type.image(change.after);
  const taken = registryIdentifiers(after);
  if (taken.length > 0)
    return refuse(
      "not",
      "must not be the registry's own system",
      ...taken.map(at => `/NewImage/identifiers/${at}/system`),
    );
  const wasOfType = change.before?.itemType === item.itemType;
  const before = change.before && (wasOfType ? withoutOtherIds(type.image(change.before), key) : {});
  const event = changeEvent(type.contract, change, {
    ...{ key, subject: type.subject(key), before, after, minimal: type.image(key) },
    // It is logged: no text that may name a person.
    correlationId: isOpaqueId(item.correlationId) ? item.correlationId : undefined,
  });
  return { valid: true, value: event === undefined ? [] : [event] };
}

/** The partition of all items of a patient. */
export function itemPartition(patientId: string): string {
  return `PATIENT#${patientId}`;
}

/** The subject of events about a patient, and the prefix of its addresses' subjects. */
export function subjectOf(patientId: string): string {
  return `Patient/${patientId}`;
}

/** The key, in DynamoDB's JSON, of the item that an event of this detail-type was about. */
export function keyOf({ detailType, key }: { readonly detailType: string; readonly key: object }) {
  const type = [...ITEM_TYPES.values()].find(({ contract }) => contract.detailType === detailType);
  if (type === undefined) throw new TypeError(`No item of the registry leads to ${detailType}.`);
  const ids = key as Ids;
  return { pk: { S: itemPartition(ids.patientId!) }, sk: { S: type.sortKey(ids) } };
}

function idAfter(prefix: string, name: string, key: unknown): Ids | undefined {
  return typeof key === "string" && key.startsWith(prefix) ? { [name]: key.slice(prefix.length) } : undefined;
}

/** Drops ids that differ from the key, so that an image of another item breaks its contract. */
function withoutOtherIds(image: Image, ids: Ids): Image {
  return Object.fromEntries(Object.entries(image).filter(([name, value]) => !(name in ids) || value === ids[name]));
}

/** The published fields of a Patient item; `updatedAt`, `correlationId` and `expiresAt` stay in the registry. */
function patientImage(item: Item): Image {
  return present({
    patientId: item.patientId,
    familyName: item.familyName,
    givenNames: item.givenNames ?? [],
    birthDate: item.birthDate,
    gender: item.gender,
    active: item.active,
    deceased: item.deceased,
    identifiers: each(item.identifiers ?? [], ["system", "value"]),
    telecom: each(item.telecom ?? [], ["system", "value", "use"]),
  });
}

/** The published fields of an Address item. */
function addressImage(item: Item): Image {
  return present({
    patientId: item.patientId,
    addressId: item.addressId,
    use: item.use,
    lines: item.lines ?? [],
    city: item.city,
    district: item.district,
    state: item.state,
    postalCode: item.postalCode,
    country: item.country,
  });
}

function each(list: unknown, fields: readonly string[]): unknown {
  if (!Array.isArray(list)) return list;
  return list.map(member =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? present(Object.fromEntries(fields.map(field => [field, member[field]])))
      : member,
  );
}

/** A DynamoDB attribute may be absent or NULL: both mean "not recorded". */
function present(image: Record<string, unknown>): Image {
  return Object.fromEntries(Object.entries(image).filter(([, value]) => value !== undefined && value !== null));
}

/** Indexes of identifiers of the registry's own system, which would make the patient another one. */
function registryIdentifiers(image: Image | undefined): number[] {
  const identifiers: unknown = image?.identifiers;
  if (!Array.isArray(identifiers)) return [];
  return identifiers.flatMap((identifier, index) => {
    const system: unknown = identifier?.system;
    return typeof system === "string" && isSystemOf(system, REGISTRY) ? [index] : [];
  });
}

function refuse(keyword: string, message: string, ...pointers: readonly string[]): Validation<never> {
  return {
    valid: false,
    violations: pointers.map(pointer => ({ pointer: `/dynamodb${pointer}`, keyword, message })),
  };
}
