import { evolve, type NewestItems, type SequencedItem } from "./newest-items.ts";

/** The newest items within one process, for tests and simulation, open to inspection. `key`: the attributes that name an item. */
export function memoryNewestItems<Item extends SequencedItem>(
  key: readonly (keyof Item)[],
): NewestItems<Item> & { readonly items: ReadonlyMap<string, Item> } {
  const items = new Map<string, Item>();
  return {
    items,
    async put(item) {
      const name = JSON.stringify(key.map(attribute => item[attribute]));
      const state = items.get(name);
      const next = evolve(state, item);
      if (next === state) return "stale";
      items.set(name, next);
      return "applied";
    },
  };
}
