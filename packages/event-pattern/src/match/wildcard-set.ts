import { compileWildcard } from "../parse/wildcard.ts";
import { affixSet } from "./affix-set.ts";
import { tryLikely } from "./likely-wildcards.ts";
import { automatonFor, stateAfter } from "./piece-automaton.ts";

/** From how many wildcards on, and for how long a value, looking for all at once pays. */
const MANY = 4;
const LONG = 1_000;

/**
 * Whether a value matches any of several wildcard patterns, each given by its pieces: in one pass over the value, whatever
 * the patterns, so that many of them cost hardly more than one.
 */
export function compileWildcards(patterns: readonly (readonly string[])[]): (value: string) => boolean {
  if (patterns.length <= MANY) return compileAny(patterns);
  // Patterns without a star, or with one at an end, are looked up.
  const isPrefix = (pieces: readonly string[]) => pieces.length === 2 && pieces[1] === "";
  const isSuffix = (pieces: readonly string[]) => pieces.length === 2 && pieces[0] === "" && !isPrefix(pieces);
  const firsts = (some: readonly (readonly string[])[]) => some.map(pieces => pieces[0] ?? "");
  const exact = new Set(firsts(patterns.filter(pieces => pieces.length === 1)));
  const hasPrefix = affixSet(firsts(patterns.filter(isPrefix)), "prefix");
  const suffixes = patterns.filter(isSuffix).map(pieces => pieces[1] ?? "");
  const hasSuffix = affixSet(suffixes, "suffix");
  const others = patterns.filter(pieces => pieces.length > 1 && !isPrefix(pieces) && !isSuffix(pieces));
  const matches = compileAny(others);
  return value => exact.has(value) || hasPrefix(value) || hasSuffix(value) || matches(value);
}

function compileAny(patterns: readonly (readonly string[])[]): (value: string) => boolean {
  const each = patterns.map(pieces => compileWildcard(pieces));
  const one = (value: string) => each.some(matches => matches(value));
  if (patterns.length <= MANY) return one;
  let likely: ((value: string) => boolean) | undefined;
  let together: ((value: string) => boolean) | undefined;
  return value => {
    if (value.length < LONG) {
      likely ??= tryLikely(patterns, each) ?? one;
      return likely(value);
    }
    together ??= search(patterns) ?? one;
    return together(value);
  };
}

function search(patterns: readonly (readonly string[])[]): ((value: string) => boolean) | undefined {
  const automaton = automatonFor([...new Set(patterns.flatMap(pieces => pieces.slice(1, -1)))]);
  if (automaton === undefined) return undefined;
  const { columns, width, next, shorter, order } = automaton;
  const goals = patterns.map(pieces =>
    pieces.slice(1, -1).map(piece => ({ state: stateAfter(automaton, piece), piece })),
  );

  return value => {
    /** By state, the patterns whose next piece it completes; and whether that, or a shorter end, awaits any. */
    const waiting = new Map<number, Runner[]>();
    const awaited = new Uint8Array(order.length);
    let running = 0;
    for (const [i, pieces] of patterns.entries()) {
      const [first = "", last = ""] = [pieces[0], pieces.at(-1)];
      const end = value.length - last.length;
      if (
        pieces.length === 1 ? value === first : end >= first.length && value.startsWith(first) && value.endsWith(last)
      ) {
        const runner = { goals: goals[i] ?? [], done: 0, at: first.length, end };
        if (runner.goals.length === 0) return true;
        wait(runner);
        running++;
      }
    }
    const refresh = () => {
      for (const state of order) awaited[state] = state === 0 ? 0 : waiting.has(state) ? 1 : awaited[shorter[state]!]!;
    };
    refresh();
    let state = 0;
    for (let i = 0; i < value.length && running > 0; i++) {
      state = next[state * width + columns[value.charCodeAt(i)]!]!;
      if (awaited[state] === 0) continue;
      let hasChanged = false;
      for (let end = state; end !== 0 && awaited[end] === 1; end = shorter[end]!) {
        const runners = waiting.get(end);
        if (runners === undefined) continue;
        waiting.delete(end);
        for (const runner of runners) {
          const goal = runner.goals[runner.done]!;
          if (i + 1 - goal.piece.length < runner.at) {
            wait(runner);
            continue;
          }
          hasChanged = true;
          if (i + 1 > runner.end) running--;
          else if (++runner.done === runner.goals.length) return true;
          else {
            runner.at = i + 1;
            wait(runner);
          }
        }
      }
      if (hasChanged) refresh();
    }
    return false;

    function wait(runner: Runner) {
      const goal = runner.goals[runner.done]!.state;
      const others = waiting.get(goal);
      if (others === undefined) waiting.set(goal, [runner]);
      else others.push(runner);
    }
  };
}

/** How far a pattern has come in a value. */
interface Runner {
  readonly goals: readonly { readonly state: number; readonly piece: string }[];
  done: number;
  /** Where its last piece ended, and where the next ones must. */
  at: number;
  readonly end: number;
}
