import type { AddressImage } from "@tributary/contracts/address-changed.v1";
import type { PatientImage } from "@tributary/contracts/patient-record-changed.v1";
import type { Address, ContactPoint, Identifier, Patient } from "@tributary/fhir/resource";
import type { PatientState } from "./patient-state.ts";

/** Namespace of the registry's own ids: the identifier by which its patients are found. */
export const REGISTRY = "urn:tributary:patient-registry";

/** What the registry decides of a FHIR Patient. All other elements are whoever wrote them's. */
const OWNED = ["active", "name", "telecom", "gender", "birthDate", "deceasedBoolean", "address"] as const;

type Owned = Pick<Patient, (typeof OWNED)[number]>;

/**
 * The FHIR Patient that a state asks for, over what the data store holds now: elements that the registry owns are as it has
 * them, the others stay, and of the identifiers those of others. The state must have a record.
 * https://hl7.org/fhir/R4/patient.html
 */
export function fhirPatient(state: PatientState, current?: Patient): Patient {
  const image = state.record?.image;
  if (image === undefined) throw new Error("A patient without a record has no FHIR resource.");
  const { deceasedDateTime, ...others } = current ?? { resourceType: "Patient" as const };
  const kept = Object.fromEntries(Object.entries(others).filter(([name]) => !isOwned(name)));
  return {
    ...kept,
    resourceType: "Patient",
    identifier: identifiers(state.patientId, image, current?.identifier ?? []),
    ...owned(image, Object.values(state.addresses)),
    // The registry knows whether; others may know when.
    ...(image.deceased && deceasedDateTime !== undefined
      ? { deceasedDateTime }
      : present({ deceasedBoolean: image.deceased })),
  };
}

/** Whether two Patients say the same, apart from their metadata. */
export function isSame(one: Patient, other: Patient): boolean {
  return text({ ...one, meta: undefined }) === text({ ...other, meta: undefined });
}

function isOwned(name: string): boolean {
  return (OWNED as readonly string[]).includes(name.replace(/^_/, ""));
}

function owned(image: PatientImage, addresses: PatientState["addresses"][string][]): Owned {
  const { familyName, givenNames, birthDate, gender, active } = image;
  const telecom = image.telecom.map(
    ({ system, value, use }): ContactPoint => ({ ...present({ system, use }), value: clean(value) }),
  );
  const given = givenNames.map(clean);
  const name = {
    use: "official" as const,
    ...present({ family: clean(familyName) }),
    ...(given.length > 0 && { given }),
  };
  const address = addresses.flatMap(part => (part.image === undefined ? [] : [fhirAddress(part.image)]));
  return {
    ...present({ active, gender }),
    ...born(birthDate),
    ...((familyName !== undefined || given.length > 0) && { name: [name] }),
    ...(telecom.length > 0 && { telecom }),
    ...(address.length > 0 && { address }),
  };
}

/** ISO 8601 has a year 0, FHIR has none: then that a date was told, and not which. https://hl7.org/fhir/R4/datatypes.html#date */
function born(birthDate: string | undefined): { birthDate?: string; _birthDate?: Pick<Patient, "extension"> } {
  if (!birthDate?.startsWith("0000")) return birthDate === undefined ? {} : { birthDate };
  const url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
  return { _birthDate: { extension: [{ url, valueCode: "unsupported" }] } };
}

function fhirAddress({ use, lines, city, district, state, postalCode, country }: AddressImage): Address {
  const texts = present({ city, district, state, postalCode, country });
  return {
    ...present({ use }),
    ...(lines.length > 0 && { line: lines.map(clean) }),
    ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, clean(value)])),
  };
}

/** The registry's own first, then those that the image has, then those of namespaces that the image says nothing of. */
function identifiers(patientId: string, image: PatientImage, current: readonly Identifier[]): Identifier[] {
  const told = image.identifiers.map(
    ({ system, value }): Identifier => ({ ...present({ system: asUri(system) }), value: clean(value) }),
  );
  const spoken = new Set([REGISTRY, ...told.map(({ system }) => system)]);
  return [{ system: REGISTRY, value: patientId }, ...told, ...current.filter(({ system }) => !spoken.has(system))];
}

/** FHIR knows no white space but blank, tab and line ends. https://hl7.org/fhir/R4/datatypes.html#string */
function clean<Text extends string | undefined>(value: Text): Text {
  return value?.replace(/[^\S \r\n\t]/g, " ") as Text;
}

/** A URI has no white space. https://hl7.org/fhir/R4/datatypes.html#uri */
function asUri(system: string | undefined): string | undefined {
  return system?.replace(/\s/g, encodeURIComponent);
}

function present<Fields extends object>(fields: Fields): { [Name in keyof Fields]: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** One text for one meaning: names in order. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) =>
    typeof held === "object" && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );
}
