import { type CharSet, pickChar } from "./char-set.ts";
import { acceptsEmpty, after, charClasses, type Language, nothing } from "./language.ts";

/** How many derivatives one search may take before it gives up. */
const mostSteps = 20_000;

interface Step {
  readonly language: Language;
  readonly from?: Step;
  readonly code?: number;
}

/**
 * Words of a language, shortest first, one for each way through its automaton. `complete` says whether what was not
 * found is not there: with no words, that the language is empty; `steps` what it took.
 */
export function findWords(
  language: Language,
  atMost = 1,
): { readonly words: readonly string[]; complete: boolean; readonly steps: number } {
  const words: string[] = [];
  const seen = new Set<Language>();
  const classes = new Map<Language, readonly CharSet[]>();
  let layer: Step[] = [{ language }];
  if (acceptsEmpty(language, true, true)) words.push("");
  let steps = 0;
  for (let atStart = true; layer.length > 0 && words.length < atMost; atStart = false) {
    const next: Step[] = [];
    for (const from of layer) {
      let divided = classes.get(from.language);
      if (divided === undefined) {
        divided = charClasses(from.language);
        classes.set(from.language, divided);
      }
      for (const set of divided) {
        if (++steps > mostSteps) return { words, complete: false, steps };
        const code = pickChar(set);
        const step: Step = { language: after(from.language, code, atStart), from, code };
        if (step.language === nothing) continue;
        if (acceptsEmpty(step.language, false, true) && words.length < atMost) words.push(wordOf(step));
        if (seen.has(step.language)) continue;
        seen.add(step.language);
        next.push(step);
      }
    }
    layer = next;
  }
  return { words, complete: true, steps };
}

function wordOf(step: Step): string {
  const codes: number[] = [];
  for (let at: Step | undefined = step; at?.code !== undefined; at = at.from) codes.push(at.code);
  return String.fromCodePoint(...codes.reverse());
}
