/** Things that should not be: how many, and the first of them. */
export interface Listing<Item> {
  readonly count: number;
  readonly first: readonly Item[];
}

/** How many are kept by name: beyond them, the count says enough. */
const LISTED_BY_NAME = 1_000;

/** A listing in the making. */
export function startListing<Item>(): { add(item: Item): void; listing(): Listing<Item> } {
  const first: Item[] = [];
  let count = 0;
  return {
    add(item) {
      count++;
      if (first.length < LISTED_BY_NAME) first.push(item);
    },
    listing: () => ({ count, first }),
  };
}
