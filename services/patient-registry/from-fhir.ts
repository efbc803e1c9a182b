import type { Validation } from "@tributary/contract/event-contract";

/** An item of the registry's table, before it is marshalled. */
export type RegistryItem = {
  readonly pk: string;
  readonly sk: string;
  readonly itemType: "Patient" | "Address";
  readonly patientId: string;
  readonly updatedAt: string;
  readonly correlationId?: string;
} & Readonly<Record<string, unknown>>;

/** What the writer adds to the resource. */
export interface Writing {
  /** RFC 3339. */
  readonly updatedAt: string;
  readonly correlationId?: string;
}

type Resource = Readonly<Record<string, unknown>>;

/**
 * The registry items of a FHIR R4 Patient: the patient first, then its addresses, numbered from 1. Rejects what is no Patient
 * or has no id; the contracts find every other fault.
 * https://hl7.org/fhir/R4/patient.html
 */
export function fromFhir(resource: unknown, writing: Writing): Validation<readonly RegistryItem[]> {
  const patient = record(resource);
  if (patient.resourceType !== "Patient") return refuse("/resourceType", "const", "must be Patient");
  const patientId = patient.id;
  if (typeof patientId !== "string" || !/^[A-Za-z0-9.-]{1,64}$/.test(patientId))
    return refuse("/id", "pattern", "must be a FHIR id");

  const pk = `PATIENT#${patientId}`;
  const name = preferredName(list(patient.name));
  const addresses = list(patient.address).map((address, index): RegistryItem => {
    const addressId = String(index + 1);
    const { use, city, district, state, postalCode, country } = address;
    return {
      ...{ pk, sk: `ADDRESS#${addressId}`, itemType: "Address", patientId, addressId },
      ...present({ use, lines: texts(address.line), city, district, state, postalCode, country }),
      ...writing,
    };
  });
  return {
    valid: true,
    value: [
      {
        ...{ pk, sk: pk, itemType: "Patient", patientId },
        ...present({
          familyName: name.family,
          givenNames: texts(name.given),
          birthDate: patient.birthDate,
          gender: patient.gender,
          active: patient.active,
          deceased: deceased(patient),
          identifiers: valued(inUse(patient.identifier), ({ system, value }) => ({ system, value })),
          telecom: valued(list(patient.telecom), ({ system, value, use }) => ({ system, value, use })),
        }),
        ...writing,
      },
      ...addresses,
    ],
  };
}

/** The official name, else the first that is not an old one. https://hl7.org/fhir/R4/valueset-name-use.html */
function preferredName(names: readonly Resource[]): Resource {
  return names.find(({ use }) => use === "official") ?? names.find(({ use }) => use !== "old") ?? names[0] ?? {};
}

function deceased({ deceasedBoolean, deceasedDateTime }: Resource): unknown {
  return deceasedDateTime === undefined ? deceasedBoolean : true;
}

/**
 * An item cannot say that an identifier is old, and it may be another patient's by now.
 * https://hl7.org/fhir/R4/valueset-identifier-use.html
 */
function inUse(identifiers: unknown): Resource[] {
  return list(identifiers).filter(({ use }) => use !== "old");
}

/** A FHIR identifier or contact may lack a value and have an extension that says why; it is not published. */
function valued(entries: readonly Resource[], pick: (entry: Resource) => Resource): Resource[] {
  return entries.filter(entry => entry.value !== undefined).map(entry => present(pick(entry)));
}

/** In FHIR JSON a line or given name is null if it has only an extension. */
function texts(value: unknown): unknown {
  return Array.isArray(value) ? value.filter(text => text !== null) : (value ?? []);
}

function list(value: unknown): Resource[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function record(value: unknown): Resource {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Resource) : {};
}

function present(fields: Resource): Resource {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}

function refuse(pointer: string, keyword: string, message: string): Validation<never> {
  return { valid: false, violations: [{ pointer, keyword, message }] };
}
