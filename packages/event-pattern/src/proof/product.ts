/** Every combination of one value of each source; the sources are asked again for each combination of those before them. */
export function* product(sources: readonly (() => Generator<unknown>)[], at = 0): Generator<unknown[]> {
  const source = sources[at];
  if (source === undefined) {
    yield [];
    return;
  }
  for (const value of source()) {
    let some = false;
    for (const rest of product(sources, at + 1)) {
      some = true;
      yield [value, ...rest];
    }
    // Sources are independent: one that is empty once is always empty.
    if (!some) return;
  }
}
