import type { KnownPatient } from "./identities.ts";
import { presence } from "./item-state.ts";
import { identityOf, type Job, OvertakenError } from "./settle-job.ts";
import type { Place } from "./sync-states.ts";

/** Whether a resource belongs to another key. A holder whose state does not name the resource died before it released it. */
export async function isTaken(job: Job, known: KnownPatient | undefined): Promise<boolean> {
  if (known?.key === undefined || known.key === job.key) return false;
  const holder = await job.states.read(known.key);
  const isKnown = ({ fhirId }: Place) => identityOf(job, fhirId) === known.fhirId;
  const isOwn = holder?.own !== undefined && isKnown(holder.own) && presence(holder.state) === "present";
  return isOwn || (holder?.adopted ?? []).some(isKnown);
}

/** What was known about a resource when it was read. */
export interface Sight {
  readonly known: KnownPatient | undefined;
}

/** Makes this key the only holder of a resource. `seen` is trusted if it names no holder: the write is conditional. */
export async function take(job: Job, id: string, seen?: Sight): Promise<void> {
  const { key, identities } = job;
  const fhirId = identityOf(job, id);
  const isSure = seen !== undefined && seen.known?.key === undefined;
  const known = isSure ? seen.known : await identities.read(fhirId);
  if (known?.key === key) return;
  if (await isTaken(job, known)) throw new OvertakenError("Another key has taken the resource.");
  const { revision, ...rest } = known ?? { fhirId, revision: 0, version: 0, claims: [] };
  if (!(await identities.write({ ...rest, key, revision: revision + 1 }))) throw new OvertakenError();
}

/** Releases a resource if this key holds it. Returns the keys that may have waited for it. */
export async function release({ identities }: Job, known: KnownPatient | undefined, isHeld: boolean) {
  if (known === undefined) return [];
  const { key: _key, ...free } = known;
  if (isHeld && !(await identities.write({ ...free, revision: known.revision + 1 }))) throw new OvertakenError();
  // A holder may have died after releasing it, before it woke them.
  return (await Promise.all(known.claims.map(claim => identities.staters(claim)))).flatMap(({ keys }) => keys);
}
