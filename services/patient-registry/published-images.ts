import type { Item } from "@tributary/change-event/decode-item";

/** The published fields of an item, in a fixed order. Values are taken as they are: the contract judges them. */
export type PublishedImage = Readonly<Record<string, unknown>>;

/** What of a Patient item is published; `updatedAt`, `correlationId` and `expiresAt` are the registry's own. */
export function patientImage(item: Item): PublishedImage {
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

/** What of an Address item is published. */
export function addressImage(item: Item): PublishedImage {
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

/** In DynamoDB an attribute may be there and be NULL: both mean "not recorded". */
function present(image: Record<string, unknown>): PublishedImage {
  return Object.fromEntries(Object.entries(image).filter(([, value]) => value !== undefined && value !== null));
}
