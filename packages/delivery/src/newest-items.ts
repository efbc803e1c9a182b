/** An item that the next one of its key replaces. Sequences have one length, so that they compare as text. */
export interface SequencedItem {
  readonly sequence: string;
}

/** Keeps the newest item of each key: each write is guarded by the sequence, so a copy or an older item changes nothing. */
export interface NewestItems<Item extends SequencedItem> {
  /** `stale`: an item as new or newer exists. The change behind the item says whether to expect one there. */
  put(item: Item, change?: "created" | "updated" | "deleted"): Promise<"applied" | "stale">;
}

/** The newer of two items of one key; the same object if the item is not newer. */
export function evolve<Item extends SequencedItem>(state: Item | undefined, item: Item): Item {
  return state === undefined || state.sequence < item.sequence ? item : state;
}
