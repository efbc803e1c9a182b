import type { FhirClient } from "@tributary/healthlake/fhir-client";
import type { Identities } from "./identities.ts";
import type { SyncStates } from "./sync-states.ts";

/** Dependencies of the synchronisation. */
export interface SyncDependencies {
  readonly states: SyncStates;
  readonly identities: Identities;
  readonly client: Pick<FhirClient, "read" | "update" | "delete">;
  /** Systems whose identifiers name one person everywhere. */
  readonly trustedSystems: readonly string[];
  readonly newId: () => string;
  readonly sleep: (milliseconds: number) => Promise<void>;
}
