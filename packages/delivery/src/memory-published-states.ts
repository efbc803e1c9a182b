import { type PublishedState, type PublishedStates, publishedName } from "./published-states.ts";

/** Published states within one process, for tests and simulation. */
export function memoryPublishedStates(): PublishedStates {
  const states = new Map<string, PublishedState>();
  const notes = new Map<string, string>();
  return {
    async record(state) {
      const name = publishedName(state);
      if ((states.get(name)?.sequence ?? "") >= state.sequence) return "stale";
      states.set(name, state);
      return "applied";
    },
    of: async keys => keys.map(key => states.get(publishedName(key))),
    async page(limit, after) {
      const names = [...states.keys()].sort();
      const from = after === undefined ? 0 : Number(after);
      const page = names.slice(from, from + limit).flatMap(name => states.get(name) ?? []);
      return { states: page, ...(from + limit < names.length && { next: String(from + limit) }) };
    },
    keepNote: async (name, text) => void notes.set(name, text),
    note: async name => notes.get(name),
  };
}
