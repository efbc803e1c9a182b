import type { Store } from "./store.ts";

/** Wakes what waits for a change, so that nothing has to poll. Signals carry no data: look at the store. */
export interface Signals {
  /** Tells everyone who waits for `name`, after the current transaction has committed. */
  notify(name: string): void;
  /** Calls `run` at each notice; returns what ends it. `"*"` hears every name. */
  on(name: string, run: () => void): () => void;
}

/** Signals over one store. Notices of one turn of the event loop are delivered once per name. */
export function createSignals(store: Store): Signals {
  const waiting = new Map<string, Set<() => void>>();
  const due = new Set<string>();
  const deliver = () => {
    const names = [...due];
    due.clear();
    for (const name of names) for (const run of waiting.get(name) ?? []) run();
    if (names.length > 0) for (const run of waiting.get("*") ?? []) run();
  };
  return {
    notify(name) {
      store.afterCommit(() => {
        if (due.size === 0) setImmediate(deliver);
        due.add(name);
      });
    },
    on(name, run) {
      const runs = waiting.get(name) ?? new Set();
      waiting.set(name, runs.add(run));
      return () => runs.delete(run);
    },
  };
}
