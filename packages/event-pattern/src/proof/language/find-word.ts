import { type CharSet, hasChar } from "./char-set.ts";
import { derivative, firstSets } from "./derivative.ts";
import { none, type Term } from "./term.ts";

/** How many states a search visits before it gives up. */
const STATE_LIMIT = 20_000;
/** How much work it does before it gives up, counted in terms that it takes derivatives of: well below a second. */
const WORK_LIMIT = 400_000;

interface State {
  readonly term: Term;
  readonly from: State | undefined;
  readonly char: number;
}

/** A proof asks for the same at every place of an array. */
const known = new WeakMap<Term, { readonly word: string | null | undefined }>();

/** A shortest text of the term, of readable characters where there is a choice; `null` when there is none, undefined when the search gave up. */
export function findWord(term: Term): string | null | undefined {
  const found = known.get(term) ?? { word: searchWord(term) };
  known.set(term, found);
  return found.word;
}

function searchWord(term: Term): string | null | undefined {
  if (term === none) return null;
  const seen = new Set<number>([term.id]);
  const queue: State[] = [{ term, from: undefined, char: 0 }];
  const choices = new Map<string, readonly number[]>();
  let work = 0;
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at]!;
    if (state.term.nullable) return wordTo(state);
    const sets = firstSets(state.term);
    const key = [...sets.keys()].join();
    const chars = choices.get(key) ?? representatives([...sets.values()]);
    choices.set(key, chars);
    for (const char of chars) {
      work += state.term.size;
      if (work > WORK_LIMIT) return undefined;
      const next = derivative(state.term, char);
      if (next === none || seen.has(next.id)) continue;
      if (seen.size >= STATE_LIMIT) return undefined;
      seen.add(next.id);
      queue.push({ term: next, from: state, char });
    }
  }
  return null;
}

function wordTo(end: State): string {
  const word: string[] = [];
  for (let state = end; state.from !== undefined; state = state.from) word.push(String.fromCodePoint(state.char));
  return word.reverse().join("");
}

/** What a reader likes to see, best first. */
const READABLE = [..."abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:/ !#$%&()*+,;=?@[]^{|}~"].map(
  char => char.codePointAt(0)!,
);

/** One character of each class that the sets tell apart, the readable first. */
function representatives(sets: readonly CharSet[]): number[] {
  const starts = new Set([0, 0xe000, ...sets.flatMap(set => set.map((edge, i) => (i % 2 === 0 ? edge : edge + 1)))]);
  const byClass = new Map<string, number>();
  for (const char of [...READABLE, ...[...starts].filter(edge => edge <= 0x10ffff)]) {
    const signature = sets.map(set => (hasChar(set, char) ? 1 : 0)).join("");
    if (!byClass.has(signature)) byClass.set(signature, char);
  }
  return [...byClass.values()];
}
