/** Options of KMS's paged list operations. */
export interface PageInput {
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
}

/** Items in a page unless told. https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
const PAGE_SIZE = 100;

/** One page of items sorted by key; the marker of the next is the key of the last. */
export function page<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { Limit = PAGE_SIZE, Marker = "" }: PageInput,
) {
  const rest = items.filter(item => keyOf(item) > Marker);
  const found = rest.slice(0, Limit);
  const last = found.at(-1);
  const isTruncated = last !== undefined && rest.length > found.length;
  return { found, end: { Truncated: isTruncated, ...(isTruncated && { NextMarker: keyOf(last) }) } };
}
