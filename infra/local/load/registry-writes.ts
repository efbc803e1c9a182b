import { marshall } from "@aws-sdk/util-dynamodb";
import { fromFhir } from "../../../services/patient-registry/from-fhir.ts";
import type { InputFindings } from "../input/input-findings.ts";
import type { Place, Resource } from "../input/input-record.ts";
import { syntheticPatients } from "../input/synthetic-patients.ts";
import type { RegistryWrite } from "./load.ts";

/** Default time of the last update, fixed so that a second load changes nothing. */
const UNKNOWN_UPDATE = "1970-01-01T00:00:00Z";

/** The registry writes of a Patient of the input, or its fault. */
export function writesOfPatient(patient: object, at: Place): RegistryWrite[] | string {
  const items = toItems(patient as Resource);
  return typeof items === "string" ? items : items.map(item => ({ kind: "put", item, at }));
}

/** The registry writes of made-up patients' lives. */
export async function* writesFromSynthetic(
  count: number,
  seed: number,
  findings: Pick<InputFindings, "patients">,
): AsyncGenerator<RegistryWrite> {
  for (const { kind, patient } of syntheticPatients(count, seed)) {
    const items = toItems(patient);
    if (typeof items === "string") throw new Error(`A synthetic patient is refused: ${items}`);
    if (kind === "create") findings.patients++;
    for (const item of items)
      yield kind !== "delete" ? { kind: "put", item } : { kind: "delete", key: { pk: item.pk!, sk: item.sk! } };
  }
}

function toItems(patient: Resource) {
  const meta = patient.meta as { lastUpdated?: unknown } | undefined;
  const updatedAt = typeof meta?.lastUpdated === "string" ? meta.lastUpdated : UNKNOWN_UPDATE;
  const items = fromFhir(patient, { updatedAt });
  if (!items.valid) return items.violations.map(({ pointer, message }) => `${pointer} ${message}`).join(", ");
  try {
    return items.value.map(item => marshall(item, { removeUndefinedValues: true }));
  } catch {
    return "holds a number that DynamoDB cannot hold"; // The error itself quotes the input.
  }
}
