/** Options of EventBridge's paged list operations. */
export interface PageInput {
  readonly Limit?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Most items in a page, and how many there are unless told. */
const PAGE_SIZE = 100;

/** One page of items sorted by key, with the token of the next when there is one. */
export function page<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { Limit = PAGE_SIZE, NextToken = "" }: PageInput,
): { items: T[]; NextToken: string | undefined } {
  const rest = items.filter(item => NextToken === "" || keyOf(item) > NextToken);
  const found = rest.slice(0, Limit);
  const last = found.at(-1);
  return { items: found, NextToken: last !== undefined && rest.length > found.length ? keyOf(last) : undefined };
}
