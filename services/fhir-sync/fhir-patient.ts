import type { AddressImage } from "@tributary/contracts/address-changed.v1";
import type { PatientImage } from "@tributary/contracts/patient-record-changed.v1";
import type { Address, HumanName, Identifier } from "@tributary/fhir/resource";
import { REGISTRY } from "./claims.ts";
import type { Saying, Value } from "./contribution.ts";
import type { PatientState } from "./patient-state.ts";

/**
 * What a state says of a FHIR Patient, the registry's own identifier first. The state must have a record.
 * https://hl7.org/fhir/R4/patient.html
 */
export function fhirPatient(state: PatientState): Saying {
  const image = state.record?.image;
  if (image === undefined) throw new Error("A patient without a record has no FHIR resource.");
  const { active, gender, birthDate, deceased } = image;
  const addresses = Object.values(state.addresses);
  return {
    identifier: [{ system: REGISTRY, value: state.patientId }, ...image.identifiers.map(fhirIdentifier)],
    name: names(image),
    telecom: image.telecom.map(({ system, value, use }) => ({ ...present({ system, use }), value: clean(value) })),
    address: addresses.flatMap(part => (part.image === undefined ? [] : [fhirAddress(part.image)])),
    values: present({
      active: active === undefined ? undefined : { active },
      gender: gender === undefined ? undefined : { gender },
      birthDate: birthDate === undefined ? undefined : born(birthDate),
      deceased: deceased === undefined ? undefined : { deceasedBoolean: deceased },
    }),
  };
}

function fhirIdentifier({ system, value }: PatientImage["identifiers"][number]): Identifier {
  return { ...present({ system: asUri(system) }), value: clean(value) };
}

function names({ familyName, givenNames }: PatientImage): HumanName[] {
  if (familyName === undefined && givenNames.length === 0) return [];
  const given = givenNames.map(clean);
  return [{ use: "official", ...present({ family: clean(familyName) }), ...(given.length > 0 && { given }) }];
}

/** ISO 8601 has a year 0, FHIR has none: then that a date was told, and not which. https://hl7.org/fhir/R4/datatypes.html#date */
function born(birthDate: string): Value {
  if (!birthDate.startsWith("0000")) return { birthDate };
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

/** FHIR's texts have no control characters but tab and line ends. https://hl7.org/fhir/R4/datatypes.html#string */
function clean<Text extends string | undefined>(value: Text): Text {
  return value?.replace(/[^\t\r\n -\uffff]/g, " ") as Text;
}

/** A URI has no white space, nor control characters. https://hl7.org/fhir/R4/datatypes.html#uri */
function asUri(system: string | undefined): string | undefined {
  return system?.replace(/\s|[^!-\uffff]/g, encodeURIComponent);
}

function present<Fields extends object>(fields: Fields): { [Name in keyof Fields]: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
