/** Findings of one kind: their number, and the names of the first. */
export interface Listing<Item> {
  readonly count: number;
  readonly first: readonly Item[];
}

/** The number of names kept; the rest are only counted. */
const LISTED_BY_NAME = 1_000;

/** Builds a listing. */
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
