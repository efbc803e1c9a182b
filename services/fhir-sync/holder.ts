import type { KnownPatient } from "./identities.ts";
import { wanted } from "./patient-state.ts";
import { type Job, OvertakenError } from "./settle-job.ts";

/** Whether a Patient is another key's. Who no longer knows of it died before it was released. */
export async function isTaken({ key, states }: Job, known: KnownPatient | undefined): Promise<boolean> {
  if (known?.key === undefined || known.key === key) return false;
  const holder = await states.read(known.key);
  const isOwn = holder?.own?.fhirId === known.fhirId && wanted(holder.state) === "present";
  return isOwn || (holder?.adopted ?? []).some(({ fhirId }) => fhirId === known.fhirId);
}

/** Makes a Patient this key's alone. */
export async function take(job: Job, fhirId: string): Promise<void> {
  const { key, identities } = job;
  const known = await identities.read(fhirId);
  if (known?.key === key) return;
  if (await isTaken(job, known)) throw new OvertakenError("Another key has taken the Patient.");
  const { revision, ...rest } = known ?? { fhirId, revision: 0, version: 0, claims: [] };
  if (!(await identities.write({ ...rest, key, revision: revision + 1 }))) throw new OvertakenError();
}

/** Gives a Patient free, if this key has it. Returns the keys that may have waited for it. */
export async function release({ identities }: Job, known: KnownPatient | undefined, isHeld: boolean) {
  if (known === undefined) return [];
  const { key: _key, ...free } = known;
  if (isHeld && !(await identities.write({ ...free, revision: known.revision + 1 }))) throw new OvertakenError();
  // Also after who released it died before they were woken.
  return (await Promise.all(known.claims.map(claim => identities.staters(claim)))).flatMap(({ keys }) => keys);
}
