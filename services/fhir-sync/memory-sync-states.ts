import type { KeptState, SyncStates } from "./sync-states.ts";

/** States within one process, for tests and simulation. */
export function memorySyncStates(): SyncStates {
  const states = new Map<string, KeptState>();
  return {
    read: async patientId => states.get(patientId),
    async write(kept) {
      const { patientId } = kept.state;
      if ((states.get(patientId)?.revision ?? 0) !== kept.revision - 1) return false;
      states.set(patientId, kept);
      return true;
    },
  };
}
