import type { Patient } from "@tributary/fhir/resource";
import { contribute, UNTAGGED } from "./contribution.ts";
import { fhirPatient } from "./fhir-patient.ts";
import { type Cause, type ItemState, MAIN, type Part } from "./item-state.ts";
import { addressPart } from "./patient-mapping.ts";
import type { KeptState, Place } from "./sync-states.ts";

/** What earlier versions kept about a registry key. The first one overwrote the whole Patient. */
export interface FormerState extends Omit<KeptState, "state"> {
  readonly state: {
    readonly record?: Part;
    readonly addresses: Readonly<Record<string, Part>>;
    readonly cause: Cause;
    readonly fhirId?: string;
  };
}

/** Converts the state of an earlier version; no item and no Patient is lost. */
export function fromFormer({ state, revision, own, adopted, at, claims, stated }: FormerState, key: string): KeptState {
  const { record, addresses, cause, fhirId } = state;
  const belonging = Object.entries(addresses).map(([id, part]) => [addressPart(id), part] as const);
  const parts = { ...Object.fromEntries(belonging), ...(record && { [MAIN]: record }) };
  const place = own ?? (fhirId === undefined ? undefined : firstPlace(fhirId, parts, key));
  return {
    state: { parts, cause },
    revision,
    ...(place && { own: place }),
    ...(adopted && { adopted }),
    ...(at !== undefined && { at }),
    ...(claims && { claims }),
    ...(stated && { stated }),
  };
}

/** The first version's Patient holds only the registry's content. */
function firstPlace(fhirId: string, parts: ItemState["parts"], key: string): Place {
  const nothing: Patient = { resourceType: "Patient" };
  const isThere = parts[MAIN]?.image !== undefined;
  const contributions = isThere ? [contribute(nothing, fhirPatient(parts, key), UNTAGGED).contribution] : [];
  return { fhirId, contributions };
}
