import type { Resource, ResourceType } from "@tributary/fhir/resource";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { contributionIn, tokenOf } from "./contribution.ts";
import type { Cause } from "./item-state.ts";
import type { Mapping } from "./mapping.ts";
import { type ContributionPlan, planContribution } from "./plan-contribution.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";
import type { KeptState, Place } from "./sync-states.ts";

/** One attempt to settle a key: what was known at its start, and its cause. */
export interface Job extends SyncDependencies {
  readonly key: string;
  readonly mapping: Mapping;
  /** What the data store has to hold; undefined for nothing. */
  readonly wanted: Resource | undefined;
  readonly kept: KeptState;
  /** Whether the state is newer than the stored one. */
  readonly isNews: boolean;
  readonly cause: Cause;
}

/** Somebody else wrote meanwhile: start again from the reads. */
export class OvertakenError extends Error {
  override readonly name = "OvertakenError";

  constructor(message = "Somebody else wrote meanwhile.") {
    super(message);
  }
}

/** Stores the key's state; rejects with an OvertakenError if somebody else stored one since. */
export async function keep({ key, kept, states }: Job, changes: Partial<KeptState>): Promise<KeptState> {
  const next = { ...kept, ...changes, revision: kept.revision + 1 };
  if (!(await states.write(key, next))) throw new OvertakenError();
  return next;
}

/**
 * Checks, after a resource was read, that the stored state is still the newest. Whoever moves the key from now on writes a
 * version of that resource, so a write based on the read fails.
 */
export async function confirmKept({ key, kept, states }: Job): Promise<void> {
  if ((await states.read(key))?.revision !== kept.revision) throw new OvertakenError();
}

/**
 * The contribution that a resource holds. A newer one than those known was begun by somebody else meanwhile, unless the last
 * writer copied the tag from elsewhere.
 */
export async function heldIn(job: Job, { contributions }: Place, current: Resource) {
  const isNewer = Number(tokenOf(current) ?? 0) > Number(contributions.at(-1)?.token ?? 0);
  if (isNewer) await confirmKept(job);
  return contributionIn(current, contributions);
}

/** What to write to a resource, given what it holds. */
export async function planFor(
  job: Job,
  wanted: Resource,
  place: Place,
  current: Resource | undefined,
): Promise<ContributionPlan> {
  return planContribution(job.kept, wanted, place, current, current && (await heldIn(job, place, current)));
}

/** The current version; undefined if there is none. A read by id does not lag. */
export async function readCurrent<Type extends ResourceType>(
  client: SyncDependencies["client"],
  type: Type,
  id: string,
): Promise<Resource<Type> | undefined> {
  try {
    return await client.read(type, id);
  } catch (error) {
    if (isFhirError(error, "gone", "not-found")) return undefined;
    throw error;
  }
}

/** The name of a resource among identities: a Patient's is its id. */
export function identityOf({ mapping }: Pick<Job, "mapping">, fhirId: string): string {
  return mapping.resourceType === "Patient" ? fhirId : `${mapping.resourceType}/${fhirId}`;
}
