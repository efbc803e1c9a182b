import type { Patient } from "@tributary/fhir/resource";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { contributionIn, tokenOf } from "./contribution.ts";
import type { Cause } from "./patient-state.ts";
import { type ContributionPlan, planContribution } from "./plan-contribution.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";
import type { KeptState, Place } from "./sync-states.ts";

/** One attempt to settle a registry key: what was known of it when that began, and for what. */
export interface Job extends SyncDependencies {
  readonly key: string;
  readonly kept: KeptState;
  /** Whether the state is newer than what is kept. */
  readonly isNews: boolean;
  readonly cause: Cause;
}

/** Somebody else wrote meanwhile: everything is to be looked at again. */
export class OvertakenError extends Error {
  override readonly name = "OvertakenError";

  constructor(message = "Somebody else wrote meanwhile.") {
    super(message);
  }
}

/** Keeps what is known of the key now; rejects with an OvertakenError when somebody else kept something since. */
export async function keep({ kept, states }: Job, changes: Partial<KeptState>): Promise<KeptState> {
  const next = { ...kept, ...changes, revision: kept.revision + 1 };
  if (!(await states.write(next))) throw new OvertakenError();
  return next;
}

/**
 * Makes sure that what was kept is still the newest, after a Patient was read: whoever moves the key from now on writes a
 * version of that Patient, so that a write on top of what was read fails.
 */
export async function confirmKept({ key, kept, states }: Job): Promise<void> {
  if ((await states.read(key))?.revision !== kept.revision) throw new OvertakenError();
}

/**
 * The contribution that a Patient holds. One that is newer than what is known was begun by somebody else meanwhile, unless
 * whoever wrote last has brought the tag along from elsewhere.
 */
export async function heldIn(job: Job, { contributions }: Place, current: Patient) {
  const isNewer = Number(tokenOf(current) ?? 0) > Number(contributions.at(-1)?.token ?? 0);
  if (isNewer) await confirmKept(job);
  return contributionIn(current, contributions);
}

/** What has to be written to a Patient, by what it holds. */
export async function planFor(job: Job, place: Place, current: Patient | undefined): Promise<ContributionPlan> {
  return planContribution(job.kept, place, current, current && (await heldIn(job, place, current)));
}

/** The current version, by id, which does not lag; undefined when there is none. */
export async function readPatient(client: SyncDependencies["client"], id: string): Promise<Patient | undefined> {
  try {
    return await client.read("Patient", id);
  } catch (error) {
    if (isFhirError(error, "gone", "not-found")) return undefined;
    throw error;
  }
}
