/** Characters of resources on one page: FHIR leaves it to the server to answer with fewer than `_count`. HealthLake's limit is not documented (2026-11-21). */
const PAGE_CHARACTERS = 8_000_000;

/** The items that make a page: at most `count`, at least one, whatever its size. Reads at most one item more. */
export function fitPage<Item extends { readonly body: string | undefined }>(
  items: Iterable<Item>,
  count: number,
): { readonly page: readonly Item[]; readonly more: boolean } {
  const page: Item[] = [];
  let size = 0;
  for (const item of items) {
    size += item.body?.length ?? 0;
    if (page.length === count || (page.length > 0 && size > PAGE_CHARACTERS)) return { page, more: true };
    page.push(item);
  }
  return { page, more: false };
}
