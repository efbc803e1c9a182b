import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { EventContract } from "@tributary/contract/event-contract";
import { AddressChangedV1 } from "@tributary/contracts/address-changed.v1";
import { PatientRecordChangedV1 } from "@tributary/contracts/patient-record-changed.v1";

/** Stands in every value and name that is planted, and nowhere else in the repository's output. */
export const CANARY = /canary/i;

type Item = Record<string, unknown>;

const itemTypes: readonly { readonly contract: EventContract; readonly itemType: string; readonly sk: string }[] = [
  { contract: PatientRecordChangedV1, itemType: "Patient", sk: "PATIENT#" },
  { contract: AddressChangedV1, itemType: "Address", sk: "ADDRESS#" },
];

/** What a classified field may hold by mistake. */
const misplaced: readonly ((text: string) => unknown)[] = [
  text => text,
  text => ({ [text]: text }),
  text => [text],
  text => [{ [text]: { [text]: text } }],
  text => new Set([text]),
  text => new TextEncoder().encode(text),
];

/**
 * Registry items with a canary in everything that the contracts classify as a patient's: one item a field and kind of
 * mistake, and some with all of it in the wrong places. Valid, invalid, too large, and of no known type.
 */
export function plantedItems(): Record<string, AttributeValue>[] {
  let planted = 0;
  const items = itemTypes.flatMap(({ contract, itemType, sk }) => {
    const base = (): Item => {
      const id = `canary-${planted++}`;
      const own = itemType === "Patient" ? { givenNames: ["Canary"] } : { addressId: "1", lines: ["Canary Street"] };
      return { pk: `PATIENT#${id}`, sk: `${sk}${itemType === "Patient" ? id : "1"}`, itemType, patientId: id, ...own };
    };
    const mistakes = classified(contract).flatMap(path =>
      misplaced.map(value => ({ ...base(), ...at(path, value(`Canary ${path.join(" ")}`)) })),
    );
    return [
      ...mistakes,
      base(),
      { ...base(), correlationId: "Peter Canary" },
      { ...base(), "Canary 1974-12-25": "Canary", Canary: { Canary: ["Canary"] } },
      { ...base(), itemType: "Canary" },
      { ...base(), patientId: "canary-other" },
      { ...base(), sk: "Canary" },
    ];
  });
  return items.map(item => marshall(item, { removeUndefinedValues: true }));
}

/** An item whose every image is valid, and whose change, with two of them, is too large for the bus. */
export function oversizeItem(name: string): Record<string, AttributeValue> {
  const id = "canary-large";
  const value = `Canary ${name} `.padEnd(1_000, "canary ");
  const many = (count: number) => Array.from({ length: count }, () => ({ value }));
  const lists = { givenNames: [value], identifiers: many(64), telecom: many(64) };
  return marshall({ pk: `PATIENT#${id}`, sk: `PATIENT#${id}`, itemType: "Patient", patientId: id, ...lists });
}

/** Bodies of messages that no contract, or no JSON parser, takes. */
export function plantedMessages(): string[] {
  const { source, detailType } = PatientRecordChangedV1;
  const envelope = (detail: unknown) => JSON.stringify({ "detail-type": detailType, source, detail });
  return [
    "Canary",
    '{"name": "Canary',
    '"Canary"',
    JSON.stringify({ "detail-type": "Canary", source: "Canary", detail: { Canary: "Canary" } }),
    JSON.stringify({ metadata: { dataschema: "Canary" }, data: { Canary: "Canary" } }),
    envelope("Canary"),
    envelope({ Canary: "Canary", metadata: { Canary: "Canary", eventId: "Canary" }, data: { change: "Canary" } }),
    envelope({ metadata: {}, data: { change: "created", key: { patientId: "Ca nary" }, after: { Canary: "Canary" } } }),
  ];
}

/** Paths of the fields in an image that are a patient's. */
function classified({ classification }: EventContract): string[][] {
  const image = "/data/after/";
  return classification
    .filter(({ pointer, class: kind }) => pointer.startsWith(image) && (kind === "phi" || kind === "pii"))
    .map(({ pointer }) => pointer.slice(image.length).split("/"));
}

function at([name, ...rest]: readonly string[], value: unknown): Item {
  if (name === undefined) return {};
  const inner = rest[0] === "*" ? [rest.length > 1 ? at(rest.slice(1), value) : value] : at(rest, value);
  return { [name]: rest.length === 0 ? value : inner };
}
