/** How many transitions an automaton may have. More would take longer to make than they save. */
const TRANSITION_LIMIT = 1_000_000;

/** The pieces between the stars of all patterns, found as Aho and Corasick do: a state is the longest beginning of a piece read last. */
export interface Automaton {
  /** For each character, its column; those of no piece share the first. */
  readonly columns: Uint16Array;
  readonly width: number;
  readonly next: Int32Array;
  /** The state of the longest proper end of what a state stands for; always an earlier one in `order`. */
  readonly shorter: Int32Array;
  readonly order: readonly number[];
}

/** Where the automaton is after it has read a text. */
export function stateAfter({ columns, width, next }: Automaton, text: string): number {
  let state = 0;
  for (let i = 0; i < text.length; i++) state = next[state * width + columns[text.charCodeAt(i)]!]!;
  return state;
}

/** The automaton of some pieces; undefined when they are too many. */
export function automatonFor(pieces: readonly string[]): Automaton | undefined {
  const columns = new Uint16Array(0x10000);
  let width = 1;
  let states = 1;
  for (const piece of pieces) {
    states += piece.length;
    for (let i = 0; i < piece.length; i++) columns[piece.charCodeAt(i)] ||= width++;
  }
  if (states * width > TRANSITION_LIMIT) return undefined;
  const next = new Int32Array(states * width);
  const order = [0];
  for (const piece of pieces) {
    let state = 0;
    for (let i = 0; i < piece.length; i++) {
      const step = state * width + columns[piece.charCodeAt(i)]!;
      if (next[step] === 0) next[step] = order.push(order.length) - 1;
      state = next[step]!;
    }
  }
  // Breadth first, so that shorter suffixes are complete before longer ones.
  const shorter = new Int32Array(order.length);
  const sorted = [0];
  for (const state of sorted) {
    for (let column = 0; column < width; column++) {
      const step = state * width + column;
      const fallback = state === 0 ? 0 : next[shorter[state]! * width + column]!;
      if (next[step] === 0) next[step] = fallback;
      else {
        shorter[next[step]!] = fallback;
        sorted.push(next[step]!);
      }
    }
  }
  return { columns, width, next, shorter, order: sorted };
}
