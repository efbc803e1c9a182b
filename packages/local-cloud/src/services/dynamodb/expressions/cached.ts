import type { ExpressionKind } from "./tokens.ts";

const MOST_ENTRIES = 1_000;

/** Remembers what a parser made of an expression: services send the same few over and over. */
export function cached<Result>(parse: (kind: ExpressionKind, source: string) => Result): typeof parse {
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
