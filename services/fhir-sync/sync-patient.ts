import { PermanentError } from "@tributary/delivery/permanent-error";
import type { Patient } from "@tributary/fhir/resource";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { provenanceOf, withProvenance } from "@tributary/healthlake/provenance";
import { fhirPatient, isSame, REGISTRY } from "./fhir-patient.ts";
import { type PatientState, wanted, withEvent } from "./patient-state.ts";
import type { KeptState, SyncStates } from "./sync-states.ts";

/** What synchronising takes. */
export interface SyncDependencies {
  readonly states: SyncStates;
  readonly client: Pick<FhirClient, "read" | "search" | "update" | "updateWhere" | "delete">;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Others work on the same patient all the time; the event comes again. */
export class PatientBusyError extends Error {
  override readonly name = "PatientBusyError";
}

/** How often somebody else's write is given way to. */
const ROUNDS = 20;
const PAUSE_MS = 50;
/** As long as an invocation lasts: whoever took longer is dead, and what it had received comes again no sooner. */
export const CREATION_MS = 10_000;
/**
 * How long after that a search must show what a dead one made: HealthLake documents that its index lags, and not by how much
 * (2026-11-21). https://docs.aws.amazon.com/healthlake/latest/devguide/searching-fhir-consistency-levels.html
 */
const INDEX_MS = 30_000;

const ORIGIN = "patient-registry";

type PatientDetail = Parameters<typeof withEvent>[1];

/**
 * Takes an event into the state of its patient, then makes the FHIR Patient what the state says. The state is read after the
 * FHIR Patient, so that no older state is written over a newer one; who finds the other changed meanwhile begins again.
 * Rejects with a PermanentError when that can never succeed.
 */
export async function syncPatient(event: PatientDetail, dependencies: SyncDependencies): Promise<void> {
  await keepEvent(event, dependencies);
  for (let round = 0; round < ROUNDS; round++) {
    if (await isEqualNow(event.data.key.patientId, dependencies)) return;
    await dependencies.sleep(PAUSE_MS);
  }
  throw new PatientBusyError("Others kept writing the same patient.");
}

async function keepEvent(event: PatientDetail, { states }: SyncDependencies): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const kept = await states.read(event.data.key.patientId);
    const state = withEvent(kept?.state, event);
    if (state === kept?.state) return;
    if (await states.write({ ...kept, state, revision: (kept?.revision ?? 0) + 1 })) return;
  }
  throw new PatientBusyError("Others kept writing the state of the same patient.");
}

/** One attempt to make the two equal; false when somebody else came between. */
async function isEqualNow(patientId: string, dependencies: SyncDependencies): Promise<boolean> {
  const { states, client } = dependencies;
  const fhirId = (await states.read(patientId))?.state.fhirId;
  const current = fhirId === undefined ? undefined : await readPatient(client, fhirId);
  const kept = await states.read(patientId);
  if (kept === undefined || kept.state.fhirId !== fhirId) return false;
  const want = wanted(kept.state);
  if (want === "undecided") return true;
  try {
    if (fhirId !== undefined)
      await (want === "present" ? put(kept.state, current, fhirId, client) : remove(kept.state, current, client));
    // What was never made, nor begun to be made, need not go.
    else if (want === "present" || kept.creatingUntil !== undefined) return await create(kept, dependencies);
    return true;
  } catch (error) {
    if (isFhirError(error, "precondition-failed")) return false;
    throw unlessTransient(error);
  }
}

async function readPatient(client: SyncDependencies["client"], id: string): Promise<Patient | undefined> {
  try {
    return await client.read("Patient", id);
  } catch (error) {
    if (isFhirError(error, "gone", "not-found")) return undefined;
    throw error;
  }
}

async function put(
  state: PatientState,
  current: Patient | undefined,
  id: string,
  client: SyncDependencies["client"],
): Promise<void> {
  const next = { ...fhirPatient(state, current), id };
  if (current !== undefined && isSame(next, current)) return;
  await client.update(withProvenance(next, causeOf(state)), ifMatch(current));
}

/** A deletion cannot tell what it is for, so that the version before it does. */
async function remove(
  state: PatientState,
  current: Patient | undefined,
  client: SyncDependencies["client"],
): Promise<void> {
  if (current?.id === undefined) return;
  let versionId = current.meta?.versionId;
  const told = provenanceOf(current);
  if (told?.next !== "delete" || told.causedBy !== state.cause.eventId) {
    const marked = withProvenance({ ...current, id: current.id }, { ...causeOf(state), next: "delete" });
    versionId = (await client.update(marked, ifMatch(current))).versionId;
  }
  await client.delete("Patient", current.id, versionId === undefined ? {} : { ifMatch: versionId });
}

/**
 * Makes the FHIR Patient, or finds it by its identifier. Searches do not see at once what was made, so that one alone may do
 * it at a time; its id is kept from then on.
 */
async function create(kept: KeptState, { states, client, now }: SyncDependencies): Promise<boolean> {
  const { state, revision } = kept;
  if (kept.creatingUntil !== undefined && kept.creatingUntil + INDEX_MS > now()) return false;
  const begun = { ...kept, revision: revision + 1, creatingUntil: now() + CREATION_MS };
  if (!(await states.write(begun))) return false;
  const fhirId = (await findPatient(state.patientId, client)) ?? (await makePatient(state, client));
  const { creatingUntil: _done, ...rest } = begun;
  await keepFhirId({ ...rest, state: { ...state, ...(fhirId && { fhirId }) }, revision: revision + 2 }, states);
  // Not equal yet: what was found may say something else, and the state may have changed.
  return false;
}

async function findPatient(patientId: string, client: SyncDependencies["client"]): Promise<string | undefined> {
  const found: (string | undefined)[] = [];
  for await (const { id } of client.search("Patient", byIdentifier(patientId))) found.push(id);
  if (found.length > 1) throw severalPatients();
  return found[0];
}

/** Undefined when the state does not want it any more. */
async function makePatient(state: PatientState, client: SyncDependencies["client"]): Promise<string | undefined> {
  if (wanted(state) !== "present") return undefined;
  const patient = withProvenance(fhirPatient(state), causeOf(state));
  try {
    return (await client.updateWhere(patient, byIdentifier(state.patientId))).resource.id;
  } catch (error) {
    throw isFhirError(error, "precondition-failed") ? severalPatients(error) : error;
  }
}

const byIdentifier = (patientId: string) => ({ identifier: `${REGISTRY}|${patientId}` });

function severalPatients(cause?: unknown): PermanentError {
  const message = "must be the identifier of one FHIR Patient, not of several";
  const violation = { pointer: "/data/key/patientId", keyword: "unique", message };
  return new PermanentError("Several FHIR Patients have the identifier.", [violation], { cause });
}

/** Events that came meanwhile stay: only the id is added to what they made of the state. */
async function keepFhirId(found: KeptState, states: SyncStates): Promise<void> {
  let next = found;
  for (let round = 0; round < ROUNDS; round++) {
    if (await states.write(next)) return;
    const kept = await states.read(found.state.patientId);
    if (kept === undefined || kept.state.fhirId !== undefined) return;
    const { creatingUntil: _done, ...rest } = kept;
    const { fhirId } = found.state;
    next = { ...rest, revision: kept.revision + 1, state: { ...kept.state, ...(fhirId !== undefined && { fhirId }) } };
  }
  throw new PatientBusyError("Others kept writing the state of the same patient.");
}

function causeOf({ cause }: PatientState) {
  return { origin: ORIGIN, causedBy: cause.eventId, correlationId: cause.correlationId };
}

function ifMatch(current: Patient | undefined) {
  const versionId = current?.meta?.versionId;
  return versionId === undefined ? {} : { ifMatch: versionId };
}

/** What the data store refuses for its content, it will always refuse. */
function unlessTransient(error: unknown): unknown {
  if (!isFhirError(error, "bad-request", "unprocessable")) return error;
  const violations = error.issues.map(({ code, expression = [] }) => ({
    pointer: `/${expression[0]?.replaceAll(".", "/") ?? ""}`,
    keyword: code,
    message: "is refused by the data store",
  }));
  return new PermanentError("The data store refuses the FHIR Patient.", violations, { cause: error });
}
