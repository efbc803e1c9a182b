import type { AddressImage } from "@tributary/contracts/address-changed.v1";
import type { PatientImage } from "@tributary/contracts/patient-record-changed.v1";
import type { Address, HumanName, Identifier, Patient } from "@tributary/fhir/resource";
import { REGISTRY } from "./claims.ts";
import { MAIN, type Part } from "./item-state.ts";

/**
 * A patient of the registry as a FHIR Patient with its addresses; the registry's own identifier comes first. Elements that the
 * registry does not know are absent.
 * https://hl7.org/fhir/R4/patient.html
 */
export function fhirPatient({ [MAIN]: main, ...others }: Readonly<Record<string, Part>>, patientId: string): Patient {
  const image = main?.image as PatientImage;
  const { active, gender, birthDate, deceased } = image;
  const addresses = Object.values(others).flatMap(part =>
    part.image === undefined ? [] : [part.image as AddressImage],
  );
  return {
    resourceType: "Patient",
    identifier: [{ system: REGISTRY, value: patientId }, ...image.identifiers.map(fhirIdentifier)],
    ...listed("name", names(image)),
    ...listed(
      "telecom",
      image.telecom.map(({ system, value, use }) => ({ ...present({ system, use }), value: clean(value) })),
    ),
    // FHIR has no empty elements either, and an address may have no fields.
    ...listed(
      "address",
      addresses.map(fhirAddress).filter(address => Object.keys(address).length > 0),
    ),
    ...present({ active, gender }),
    ...(birthDate !== undefined && born(birthDate)),
    ...(deceased !== undefined && { deceasedBoolean: deceased }),
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

/**
 * ISO 8601 has a year 0, FHIR does not: such a date becomes an absent value with a reason.
 * https://hl7.org/fhir/R4/datatypes.html#date
 */
function born(birthDate: string): object {
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

/** FHIR strings allow no control characters except tabs and line ends. https://hl7.org/fhir/R4/datatypes.html#string */
function clean<Text extends string | undefined>(value: Text): Text {
  return value?.replace(/[^\t\r\n -\uffff]/g, " ") as Text;
}

/** A URI contains no white space and no control characters. https://hl7.org/fhir/R4/datatypes.html#uri */
function asUri(system: string | undefined): string | undefined {
  return system?.replace(/\s|[^!-\uffff]/g, encodeURIComponent);
}

/** FHIR has no empty lists. https://hl7.org/fhir/R4/json.html#null */
function listed<Name extends string, Element>(name: Name, elements: readonly Element[]): { [_ in Name]?: Element[] } {
  return elements.length > 0 ? ({ [name]: elements } as { [_ in Name]: Element[] }) : {};
}

function present<Fields extends object>(fields: Fields): { [Name in keyof Fields]: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
