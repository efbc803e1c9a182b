import { type Candidate, createAnchors } from "./anchors.ts";
import { type CompiledPattern, compile } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { isObject, type JsonObject } from "./event-fields.ts";
import { quickLook } from "./quick-check.ts";
import { withinSteps } from "./step-limit.ts";

/** Many patterns, matched against an event at once. */
export interface PatternIndex<Id> {
  /** Puts a pattern (compiled or not) under an id, in place of the one that was there. Throws PatternError as `compile` does. */
  add(id: Id, pattern: unknown): void;
  /** Takes an id out; whether it was there. */
  remove(id: Id): boolean;
  /** The ids of all patterns that the event (parsed already) matches, each once. Their order depends on nothing but what was done to the index. */
  match(event: unknown): Id[];
}

interface Entry<Id> {
  readonly id: Id;
  withdraw: (() => void)[];
  isSmall: boolean;
  together: CompiledPattern["together"];
  /** The last run that tried its alternatives together. */
  asked: number;
  /** The last run of `match` that found this entry. */
  found: number;
}

/** Of how many alternatives with many conditions each is filed by itself; of more the pattern is tried as one. */
const FILED = 16;

/**
 * An empty index. A pattern with an exact value is filed under one of its values and costs nothing for events without that
 * value, so the time of `match` grows with the patterns that could match, not with those that are there.
 */
export function createIndex<Id>(): PatternIndex<Id> {
  const entries = new Map<Id, Entry<Id>>();
  const whole = new Set<Entry<Id>>();
  const anchors = createAnchors<Entry<Id>>();
  let run = 0;
  let event: JsonObject = {};
  let found: Id[] = [];

  /** One function for all runs: what it is called for is above. */
  const tryOne = (candidate: Candidate<Entry<Id>>) => {
    const { owner: entry, tree, checks } = candidate;
    if (entry.found === run || candidate.run === run) return;
    candidate.run = run;
    let isSure = true;
    for (let at = 0; at < checks.length; at++) {
      const check = checks[at]!;
      if (check.run !== run) {
        check.run = run;
        check.answer = quickLook(check, event, run);
      }
      if (check.answer === "no") return;
      if (check.answer === "unsure") isSure = false;
    }
    if (!isSure) {
      if (entry.asked === run) return;
      const one = entry.isSmall ? withinSteps(() => evaluate(tree, event)) : undefined;
      if (one === undefined) entry.asked = run;
      if (!(one ?? entry.together(event))) return;
    }
    entry.found = run;
    found.push(entry.id);
  };

  return {
    add(id, pattern) {
      const { alternatives, isSmall, together } = compile(pattern);
      const entry: Entry<Id> = entries.get(id) ?? { id, withdraw: [], isSmall, together, asked: 0, found: 0 };
      for (const withdraw of entry.withdraw) withdraw();
      entry.isSmall = isSmall;
      entry.together = together;
      whole.delete(entry);
      if (!isSmall && alternatives.length > FILED) {
        whole.add(entry);
        entry.withdraw = [() => whole.delete(entry)];
      } else entry.withdraw = alternatives.map(alternative => anchors.file(alternative, entry));
      entries.set(id, entry);
    },
    remove(id) {
      for (const withdraw of entries.get(id)?.withdraw ?? []) withdraw();
      return entries.delete(id);
    },
    match(value) {
      if (!isObject(value)) return [];
      const ids: Id[] = [];
      event = value;
      found = ids;
      run++;
      anchors.visit(value, tryOne);
      for (const { id, together } of whole) if (together(value)) ids.push(id);
      event = {};
      found = [];
      return ids;
    },
  };
}
