import { automatonFor, stateAfter } from "./piece-automaton.ts";

/** A piece that a value must hold for a pattern to match, perhaps at its very beginning or end. */
interface Anchor {
  readonly pattern: number;
  readonly piece: string;
  readonly place: "beginning" | "end" | "anywhere";
}

/** For each pattern that of its pieces which fewest others are filed under; undefined when one has no piece. */
function anchorsOf(patterns: readonly (readonly string[])[]): readonly Anchor[] | undefined {
  const uses = new Map<string, number>();
  const keyOf = ({ place, piece }: Anchor) => `${place} ${piece}`;
  const usesOf = (anchor: Anchor) => uses.get(keyOf(anchor)) ?? 0;
  const anchors = patterns.flatMap((pieces, pattern) => {
    const [best] = pieces
      .map((piece, i): Anchor => {
        return { pattern, piece, place: i === 0 ? "beginning" : i === pieces.length - 1 ? "end" : "anywhere" };
      })
      .filter(({ piece }) => piece !== "")
      .sort((a, b) => usesOf(a) - usesOf(b) || b.piece.length - a.piece.length);
    if (best !== undefined) uses.set(keyOf(best), usesOf(best) + 1);
    return best ?? [];
  });
  return anchors.length < patterns.length ? undefined : anchors;
}

/**
 * Whether a value matches any of some wildcard patterns, each given by its pieces and its matcher: just those are tried of which
 * it holds the anchor, all found in one pass over it. Undefined when a pattern has no piece, or they are too many.
 */
export function tryLikely(
  patterns: readonly (readonly string[])[],
  each: readonly ((value: string) => boolean)[],
): ((value: string) => boolean) | undefined {
  const anchors = anchorsOf(patterns);
  const automaton = anchors && automatonFor([...new Set(anchors.map(({ piece }) => piece))]);
  if (automaton === undefined) return undefined;
  const { columns, width, next, shorter, order } = automaton;
  const filed = new Map<number, Anchor[]>();
  for (const anchor of anchors ?? []) {
    const state = stateAfter(automaton, anchor.piece);
    filed.set(state, [...(filed.get(state) ?? []), anchor]);
  }
  /** By state, the nearest of it and its shorter ends under which something is filed. */
  const nearest = new Int32Array(order.length);
  for (const state of order) nearest[state] = filed.has(state) ? state : nearest[shorter[state]!]!;
  const tried = new Float64Array(patterns.length);
  let run = 0;
  return value => {
    run++;
    let state = 0;
    for (let i = 0; i < value.length; i++) {
      state = next[state * width + columns[value.charCodeAt(i)]!]!;
      for (let at = nearest[state]!; at !== 0; at = nearest[shorter[at]!]!) {
        for (const { pattern, piece, place } of filed.get(at)!) {
          if (tried[pattern] === run) continue;
          if (place === "beginning" ? i + 1 !== piece.length : place === "end" && i + 1 !== value.length) continue;
          tried[pattern] = run;
          if (each[pattern]!(value)) return true;
        }
      }
    }
    return false;
  };
}
