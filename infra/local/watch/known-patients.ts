import type { Activity } from "@tributary/local-cloud/kernel/service";
import { toldResource } from "./told-resource.ts";

/** Announces Patients of the data store that the synchronisation with the registry has learned of. */
export interface KnownPatients {
  /** Reads one step of the local cloud. */
  take(activity: Activity): void;
  /** Calls back with the id of each; returns a function that ends this. */
  on(hear: (id: string) => void): () => void;
}

/** Follows the messages that a consumer has handled. */
export function knownPatients(consumer: string): KnownPatients {
  const hearing = new Set<(id: string) => void>();
  return {
    take({ kind, name, bodies = () => [] }) {
      if (kind !== "mapping:done" || name !== consumer || hearing.size === 0) return;
      for (const body of bodies()) {
        const { resourceType, id } = toldResource(body) ?? {};
        if (resourceType === "Patient" && typeof id === "string") for (const hear of hearing) hear(id);
      }
    },
    on(hear) {
      hearing.add(hear);
      return () => void hearing.delete(hear);
    },
  };
}
