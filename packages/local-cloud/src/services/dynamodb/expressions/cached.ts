const MOST_ENTRIES = 1_000;

/** Remembers what a parser made of an expression or statement: services send the same few over and over. */
export function cached<Kind extends string, Result>(
  parse: (kind: Kind, source: string) => Result,
): (kind: Kind, source: string) => Result {
  const known = new Map<string, Result>();
  return (kind, source) => {
    const key = `${kind} ${source}`;
    let result = known.get(key);
    if (result === undefined) {
      result = parse(kind, source);
      if (known.size >= MOST_ENTRIES) known.clear();
      known.set(key, result);
    }
    return result;
  };
}
