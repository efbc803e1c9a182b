import { type CharSet, hasChar } from "./char-set.ts";
import { derivative, firstSets } from "./derivative.ts";
import { none, type Term } from "./term.ts";

/** What a search may cost before it gives up. */
export interface SearchLimits {
  /** How many words to look for. */
  readonly atMost?: number;
  /** Derivatives to take. */
  readonly mostSteps?: number;
  /** Terms that derivatives are taken of; by default what takes well below a second. */
  readonly mostWork?: number;
}

/** Words, and whether what was not found is not there: with none, that the term is empty; and the derivatives it took. */
export interface FoundWords {
  readonly words: readonly string[];
  readonly complete: boolean;
  readonly steps: number;
}

interface State {
  readonly term: Term;
  readonly from: State | undefined;
  readonly char: number;
}

/** A proof asks for the same at every place of an array. */
const known = new WeakMap<Term, { readonly word: string | null | undefined }>();

/** A shortest text of the term, of readable characters where there is a choice; `null` when there is none, undefined when the search gave up. */
export function findWord(term: Term): string | null | undefined {
  const found = known.get(term) ?? { word: firstWord(term) };
  known.set(term, found);
  return found.word;
}

function firstWord(term: Term): string | null | undefined {
  const { words, complete } = findWords(term);
  return words[0] ?? (complete ? null : undefined);
}

/** Texts of the term, shortest first, one for each way through its automaton. */
export function findWords(
  term: Term,
  { atMost = 1, mostSteps = 60_000, mostWork = 400_000 }: SearchLimits = {},
): FoundWords {
  const words: string[] = term.nullable ? [""] : [];
  const seen = new Set<number>([term.id]);
  const queue: State[] = term === none ? [] : [{ term, from: undefined, char: 0 }];
  let steps = 0;
  let work = 0;
  for (let at = 0; at < queue.length && words.length < atMost; at++) {
    const from = queue[at]!;
    for (const char of firstChars(from.term)) {
      steps++;
      work += from.term.size;
      if (steps > mostSteps || work > mostWork) return { words, complete: false, steps };
      const next = derivative(from.term, char);
      if (next === none) continue;
      const state = { term: next, from, char };
      if (next.nullable && words.length < atMost) words.push(wordTo(state));
      if (seen.has(next.id)) continue;
      seen.add(next.id);
      queue.push(state);
    }
  }
  return { words, complete: true, steps };
}

const choices = new Map<string, readonly number[]>();
const CHOICES_LIMIT = 10_000;

/** One character of each class of first characters that a term tells apart. */
function firstChars(term: Term): readonly number[] {
  const sets = firstSets(term);
  const key = [...sets.keys()].join();
  const found = choices.get(key) ?? representatives([...sets.values()]);
  if (choices.size >= CHOICES_LIMIT) choices.clear();
  choices.set(key, found);
  return found;
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
