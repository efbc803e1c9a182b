import type { KeptState, SyncStates } from "./sync-states.ts";

/** States within one process, for tests and simulation. */
export function memorySyncStates(): SyncStates {
  const states = new Map<string, KeptState>();
  return {
    read: async key => states.get(key),
    async write(key, kept) {
      if ((states.get(key)?.revision ?? 0) !== kept.revision - 1) return false;
      states.set(key, kept);
      return true;
    },
  };
}
