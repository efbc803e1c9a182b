import type { Violation } from "@tributary/contract/event-contract";
import type { PatientImage } from "@tributary/contracts/patient-record-changed.v1";
import { PermanentError } from "@tributary/delivery/permanent-error";
import { isSystemOf } from "@tributary/fhir/is-system-of";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { REGISTRY } from "./claims.ts";
import type { PatientDetail } from "./patient-state.ts";
import { settleKeys } from "./settle-keys.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";

/**
 * Takes an event into the state of its registry key, then makes the data store say what the registry says: in the Patient
 * that somebody else has of the same person, or in one of its own. Rejects with a PermanentError when that can never
 * succeed, or nobody can tell which Patient it is.
 */
export async function syncPatient(event: PatientDetail, dependencies: SyncDependencies): Promise<void> {
  const { patientId } = event.data.key;
  const { eventId, correlationId } = event.metadata;
  const violations = impersonations(event);
  if (violations.length > 0)
    throw new PermanentError("The record brings an identifier of the registry's own system.", violations);
  const occasion = { event, cause: { eventId, correlationId } };
  const [settled] = await refusals(settleKeys([patientId], occasion, dependencies));
  if (settled?.isAmbiguous && !settled.isApplied)
    throw ambiguous("/data/key/patientId", "must be the key of one FHIR Patient, and the only one that is");
}

/** What to quarantine where it cannot be told who is who. */
export function ambiguous(pointer: string, message: string): PermanentError {
  return new PermanentError("It is ambiguous which Patient and which key are one person.", [
    { pointer, keyword: "unique", message },
  ]);
}

/** With a registry's identifier a patient would be another one. */
function impersonations({ data }: PatientDetail): Violation[] {
  if (!("after" in data) || !("identifiers" in data.after)) return [];
  const { identifiers } = data.after as PatientImage;
  const message = "must not be the registry's own system";
  return identifiers.flatMap(({ system }, index) =>
    system !== undefined && isSystemOf(system, REGISTRY)
      ? [{ pointer: `/data/after/identifiers/${index}/system`, keyword: "not", message }]
      : [],
  );
}

/** What the data store refuses for its content, it will always refuse. */
export async function refusals<Result>(settling: Promise<Result>): Promise<Result> {
  try {
    return await settling;
  } catch (error) {
    if (!isFhirError(error, "bad-request", "unprocessable")) throw error;
    const violations = error.issues.map(({ code, expression = [] }) => ({
      pointer: `/${expression[0]?.replaceAll(".", "/") ?? ""}`,
      keyword: code,
      message: "is refused by the data store",
    }));
    throw new PermanentError("The data store refuses the FHIR Patient.", violations, { cause: error });
  }
}
