const MOST_ENTRIES = 1_000;

/** Remembers what a parser made of an expression or statement: services send the same few over and over. */
export function cached<Kind extends string, Result>(
  parse: (kind: Kind, source: string) => Result,
): (kind: Kind, source: string) => Result {
  const known = new Map<Kind, Map<string, Result>>();
  return (kind, source) => {
    let ofKind = known.get(kind);
    if (ofKind === undefined) {
      ofKind = new Map();
      known.set(kind, ofKind);
    }
    let result = ofKind.get(source);
    if (result === undefined) {
      result = parse(kind, source);
      if (ofKind.size >= MOST_ENTRIES) ofKind.clear();
      ofKind.set(source, result);
    }
    return result;
  };
}
