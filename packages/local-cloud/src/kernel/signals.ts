import type { Store } from "./store.ts";

/** Wakes what waits for a change, so that nothing has to poll. Signals carry no data: look at the store. */
export interface Signals {
  /** Tells everyone who waits for `name`, after the current transaction has committed. */
  notify(name: string): void;
  /** Calls `run` at each notice; returns what ends it. `"*"` hears every name. */
  on(name: string, run: () => void): () => void;
  /** Tells everyone, whatever they wait for: something may have been missed. */
  notifyAll(): void;
}

/**
 * Signals over one store. Notices of one turn of the event loop are delivered once per name; what one of those who hear them
 * throws goes to `onError`, and keeps nothing from the others.
 */
export function createSignals(store: Store, onError: (error: unknown) => void): Signals {
  const waiting = new Map<string, Set<() => void>>();
  const due = new Set<string>();
  const deliver = () => {
    const names = [...due];
    due.clear();
    for (const name of names) for (const run of waiting.get(name) ?? []) attempt(run);
    if (names.length > 0) for (const run of waiting.get("*") ?? []) attempt(run);
  };
  const attempt = (run: () => void) => {
    try {
      run();
    } catch (error) {
      onError(error);
    }
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
    notifyAll() {
      if (due.size === 0) setImmediate(deliver);
      for (const name of waiting.keys()) if (name !== "*") due.add(name);
    },
  };
}
