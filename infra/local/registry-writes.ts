import { marshall } from "@aws-sdk/util-dynamodb";
import { fromFhir } from "../../services/patient-registry/from-fhir.ts";
import { type InputFindings, placeText } from "./input-findings.ts";
import type { RegistryWrite } from "./load.ts";
import { type InputRecord, type Place, type Resource, readInput } from "./read-input.ts";
import { syntheticPatients } from "./synthetic-patients.ts";

/** Given to patients that do not say when they were last updated, so that a second load changes nothing. */
const UNKNOWN_UPDATE = "1970-01-01T00:00:00Z";

/** The registry writes that input files lead to; every Patient once, the first of each id. Ends early when told to stop. */
export async function* writesFromInput(
  paths: readonly string[],
  findings: InputFindings,
  stop?: AbortSignal,
): AsyncGenerator<RegistryWrite> {
  const firstPlace = new Map<string, Place>();
  for (const path of paths) {
    for await (const record of readInput(path)) {
      if (stop?.aborted) return;
      const problem = takeOver(record, firstPlace, findings);
      if (typeof problem === "string")
        findings.report(record.kind === "unreadable" ? "unreadable" : "bad", record.at, problem);
      else yield* problem;
    }
  }
}

/** The registry writes of made-up patients' lives. */
export async function* writesFromSynthetic(
  count: number,
  seed: number,
  findings: InputFindings,
): AsyncGenerator<RegistryWrite> {
  for (const { kind, patient } of syntheticPatients(count, seed)) {
    const items = toItems(patient);
    if (typeof items === "string") throw new Error(`A synthetic patient is refused: ${items}`);
    if (kind === "create") findings.patients++;
    for (const item of items)
      yield kind !== "delete" ? { kind: "put", item } : { kind: "delete", key: { pk: item.pk!, sk: item.sk! } };
  }
}

/** The writes of one record of the input, or what is wrong with it. */
function takeOver(
  record: InputRecord,
  firstPlace: Map<string, Place>,
  findings: InputFindings,
): RegistryWrite[] | string {
  if (record.kind !== "resource") return record.reason;
  if (record.resource.resourceType !== "Patient") {
    findings.otherTypes++;
    return [];
  }
  const items = toItems(record.resource);
  if (typeof items === "string") return items;
  const id = String(record.resource.id);
  const first = firstPlace.get(id);
  if (first) return `same id as the patient at ${placeText(first)}; the first is kept`;
  firstPlace.set(id, record.at);
  findings.patients++;
  return items.map(item => ({ kind: "put", item, at: record.at }));
}

function toItems(patient: Resource) {
  const meta = patient.meta as { lastUpdated?: unknown } | undefined;
  const updatedAt = typeof meta?.lastUpdated === "string" ? meta.lastUpdated : UNKNOWN_UPDATE;
  const items = fromFhir(patient, { updatedAt });
  if (!items.valid) return items.violations.map(({ pointer, message }) => `${pointer} ${message}`).join(", ");
  try {
    return items.value.map(item => marshall(item, { removeUndefinedValues: true }));
  } catch {
    return "holds a number that DynamoDB cannot hold"; // The error itself quotes it.
  }
}
