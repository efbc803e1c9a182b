import type { Patient } from "@tributary/fhir/resource";
import { type Contribution, contribute, isEqual, isSame, withoutContribution } from "./contribution.ts";
import { fhirPatient } from "./fhir-patient.ts";
import type { KeptState, Place } from "./sync-states.ts";

/** What has to be written to a Patient, and what is to be remembered before. */
export interface ContributionPlan {
  /** The Patient says all of it already. */
  readonly isSame: boolean;
  /** The contribution is a new one, to be remembered first. */
  readonly isBegun: boolean;
  readonly patient: Patient;
  readonly place: Place;
}

/** How many begun contributions are remembered of a Patient that shows none of them: more have never been under way. */
const BEGUN = 8;

/** Plans what the registry contributes to a Patient in place of what that holds of it now. */
export function planContribution(
  { state, revision }: KeptState,
  place: Place,
  current: Patient | undefined,
  held: Contribution | undefined,
): ContributionPlan {
  const { fhirId } = place;
  const others: Patient = current ? withoutContribution(current, held) : { resourceType: "Patient", id: fhirId };
  const token = String(revision + 1);
  const saying = fhirPatient(state);
  const made = contribute(others, saying, token);
  const since = place.contributions.slice(held ? place.contributions.indexOf(held) : -BEGUN);
  if (current !== undefined && isSame(made.patient, current))
    return { isSame: true, isBegun: false, patient: current, place };
  // Begun before, and not finished perhaps: then it is the same, with the same token.
  const begun = since.at(-1);
  if (begun !== undefined && begun !== held && isEqual({ ...begun, token }, made.contribution)) {
    const { patient } = contribute(others, saying, begun.token);
    return { isSame: false, isBegun: false, patient, place };
  }
  const contributions: Contribution[] = [...since, made.contribution];
  return { isSame: false, isBegun: true, patient: made.patient, place: { fhirId, contributions } };
}

/** What changes in what is kept when a place does. */
export function withPlace({ own, adopted = [] }: KeptState, place: Place): Partial<KeptState> {
  if (place.fhirId === own?.fhirId) return { own: place };
  return { adopted: [place, ...adopted.filter(({ fhirId }) => fhirId !== place.fhirId)] };
}
