import { type Random, seededRandom } from "@tributary/local-cloud/kernel/random";
import type { Resource } from "./input-record.ts";
import { pick, syntheticPatient } from "./synthetic-patients.ts";

/** Types recorded for each made-up patient, in this order: those that a clinic writes most. */
const RECORD = ["Encounter", "Observation", "Observation", "Condition", "Observation", "MedicationRequest"] as const;

/** Share of the resources that are written again as a new version. */
const AMENDED = 0.1;

/** Records per block: all are written before any is amended, so that the versions of one resource are apart. */
const BLOCK = 50;

const VITALS = [
  { code: "8867-4", display: "Heart rate", unit: "/min", low: 50, high: 110 },
  { code: "8310-5", display: "Body temperature", unit: "Cel", low: 35, high: 40 },
  { code: "29463-7", display: "Body weight", unit: "kg", low: 45, high: 120 },
] as const;
const CONDITIONS = ["Asthma", "Fractured wrist", "Hypertension", "Migraine", "Seasonal allergy"];
const MEDICATIONS = ["Amoxicillin 500 mg", "Ibuprofen 400 mg", "Metformin 850 mg", "Salbutamol inhaler"];

/**
 * `count` made-up resources, some of them versions of earlier ones: patients, each with records. All are valid FHIR and refer
 * only to each other; the same for the same seed.
 */
export function* syntheticResources(count: number, seed = 1): Generator<Resource> {
  let left = count;
  for (const resource of everyResource(seed)) {
    if (left-- === 0) return;
    yield resource;
  }
}

function* everyResource(seed: number): Generator<Resource> {
  const random = seededRandom(seed);
  for (let start = 0; ; start += BLOCK) {
    const again: Resource[] = [];
    for (let index = start; index < start + BLOCK; index++)
      for (const resource of recordOf(index, random)) {
        yield resource;
        if (random.next() < AMENDED) again.push(resource);
      }
    for (const resource of again) yield { ...resource, language: "en" };
  }
}

function* recordOf(index: number, random: Random): Generator<Resource> {
  const patient = syntheticPatient(index, random);
  yield patient;
  const subject = { reference: `Patient/${patient.id}` };
  const encounter = { reference: `Encounter/${patient.id}-0` };
  const day = new Date(Date.UTC(2025, 0, 1 + Math.floor(random.next() * 365))).toISOString().slice(0, 10);
  for (const [position, resourceType] of RECORD.entries()) {
    const id = `${patient.id}-${position}`;
    if (resourceType === "Encounter")
      yield {
        ...{ resourceType, id, status: "finished", class: AMBULATORY, subject },
        period: { start: day, end: day },
      };
    else if (resourceType === "Observation")
      yield { ...{ resourceType, id, status: "final", subject, encounter }, effectiveDateTime: day, ...vital(random) };
    else if (resourceType === "Condition")
      yield {
        ...{ resourceType, id, subject, encounter },
        code: { text: pick(CONDITIONS, random) },
        recordedDate: day,
      };
    else
      yield {
        ...{ resourceType, id, status: "active", intent: "order", subject, encounter, authoredOn: day },
        medicationCodeableConcept: { text: pick(MEDICATIONS, random) },
      };
  }
}

const AMBULATORY = { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "AMB" };

function vital(random: Random): object {
  const { code, display, unit, low, high } = pick(VITALS, random);
  const value = Math.round((low + random.next() * (high - low)) * 10) / 10;
  return {
    code: { coding: [{ system: "http://loinc.org", code, display }] },
    valueQuantity: { value, unit, system: "http://unitsofmeasure.org", code: unit },
  };
}
