import type { Resource } from "@tributary/fhir/resource";
import { type Contribution, contribute, isEqual, isSame, withoutContribution } from "./contribution.ts";
import type { KeptState, Place } from "./sync-states.ts";

/** What to write to a resource, and what to store before. */
export interface ContributionPlan {
  /** The resource has all of it already. */
  readonly isSame: boolean;
  /** The contribution is new: store it first. */
  readonly isBegun: boolean;
  readonly resource: Resource;
  readonly place: Place;
}

/** How many begun contributions are kept for a resource that holds none of them: no more can be in progress. */
const BEGUN = 8;

/** Plans a key's contribution to a resource, replacing the one that it holds now. */
export function planContribution(
  { revision }: KeptState,
  saying: Resource,
  place: Place,
  current: Resource | undefined,
  held: Contribution | undefined,
): ContributionPlan {
  const { fhirId } = place;
  const empty = { resourceType: saying.resourceType, id: fhirId } as Resource;
  const others = current ? withoutContribution(current, held) : empty;
  const token = String(revision + 1);
  const made = contribute(others, saying, token);
  const since = place.contributions.slice(held ? place.contributions.indexOf(held) : -BEGUN);
  if (current !== undefined && isSame(made.resource, current))
    return { isSame: true, isBegun: false, resource: current, place };
  // Begun before and perhaps unfinished: continue it under the same token.
  const begun = since.at(-1);
  if (begun !== undefined && begun !== held && isEqual({ ...begun, token }, made.contribution)) {
    const { resource } = contribute(others, saying, begun.token);
    return { isSame: false, isBegun: false, resource, place };
  }
  const contributions: Contribution[] = [...since, made.contribution];
  return { isSame: false, isBegun: true, resource: made.resource, place: { ...place, contributions } };
}

/** The change of a key's state if a place changes. */
export function withPlace({ own, adopted = [] }: KeptState, place: Place): Partial<KeptState> {
  if (place.fhirId === own?.fhirId) return { own: place };
  return { adopted: [place, ...adopted.filter(({ fhirId }) => fhirId !== place.fhirId)] };
}
