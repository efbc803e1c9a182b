import { allChars, type CharSet, complement, hasChar, refine } from "./char-set.ts";

/**
 * A set of strings, as a regular expression with intersection and complement. Equal expressions are one object, so that
 * an expression is its own key. `start` and `end` hold at the first and after the last character.
 */
export type Language = { readonly id: number } & Shape;
type Shape =
  | { readonly kind: "nothing" | "empty" | "start" | "end" }
  | { readonly kind: "chars"; readonly chars: CharSet }
  | { readonly kind: "sequence"; readonly first: Language; readonly rest: Language }
  | { readonly kind: "repeat"; readonly body: Language; readonly min: number; readonly max: number }
  | { readonly kind: "either" | "both"; readonly of: readonly Language[] }
  | { readonly kind: "not"; readonly body: Language };

const interned = new Map<string, Language>();
const derived = new Map<string, Language>();

/** Forgets what was interned when it has become much: between comparisons, never within one. */
export function trimLanguages(): void {
  if (interned.size < 200_000) return;
  interned.clear();
  derived.clear();
  for (const constant of [nothing, empty, start, end, anything]) interned.set(keyOf(constant), constant);
}

let nextId = 0;
function intern(shape: Shape): Language {
  const key = keyOf(shape);
  const known = interned.get(key);
  if (known !== undefined) return known;
  const made: Language = { id: nextId++, ...shape };
  interned.set(key, made);
  return made;
}

function keyOf(shape: Shape): string {
  switch (shape.kind) {
    case "chars":
      return `c${shape.chars.join(";")}`;
    case "sequence":
      return `s${shape.first.id},${shape.rest.id}`;
    case "repeat":
      return `r${shape.body.id},${shape.min},${shape.max}`;
    case "either":
    case "both":
      return `${shape.kind}${shape.of.map(({ id }) => id).join(",")}`;
    case "not":
      return `n${shape.body.id}`;
    default:
      return shape.kind;
  }
}

export const nothing = intern({ kind: "nothing" });
export const empty = intern({ kind: "empty" });
export const start = intern({ kind: "start" });
export const end = intern({ kind: "end" });
export const anything = intern({ kind: "repeat", body: chars(allChars), min: 0, max: Number.POSITIVE_INFINITY });

/** Strings of one character out of a set. */
export function chars(set: CharSet): Language {
  return set.length === 0 ? nothing : intern({ kind: "chars", chars: set });
}

/** One exact string. */
export const literal = (text: string): Language =>
  [...text].reduceRight((rest, char) => {
    const code = char.codePointAt(0)!;
    return sequence(chars([[code, code]]), rest);
  }, empty);

export function sequence(first: Language, rest: Language): Language {
  if (first === nothing || rest === nothing) return nothing;
  if (first === empty) return rest;
  if (rest === empty) return first;
  if (first === anything && rest === anything) return anything;
  if (first.kind === "sequence") return sequence(first.first, sequence(first.rest, rest));
  return intern({ kind: "sequence", first, rest });
}

/** `body` from `min` to `max` times. */
export function repeat(body: Language, min: number, max: number): Language {
  if (max === 0 || body === empty) return empty;
  if (body === nothing) return min === 0 ? empty : nothing;
  if (min === 1 && max === 1) return body;
  if (body.kind === "repeat" && body.min === 0 && body.max === Number.POSITIVE_INFINITY) return body;
  return intern({ kind: "repeat", body, min, max });
}

export function either(languages: readonly Language[]): Language {
  const of = flat("either", languages).filter(one => one !== nothing);
  if (of.includes(anything)) return anything;
  if (of.length < 2) return of[0] ?? nothing;
  return intern({ kind: "either", of });
}

export function both(languages: readonly Language[]): Language {
  const of = flat("both", languages).filter(one => one !== anything);
  if (of.includes(nothing)) return nothing;
  if (of.length < 2) return of[0] ?? anything;
  if (of.some(one => one.kind === "not" && of.includes(one.body))) return nothing;
  return intern({ kind: "both", of });
}

export function not(body: Language): Language {
  if (body.kind === "not") return body.body;
  if (body === nothing) return anything;
  if (body === anything) return nothing;
  return intern({ kind: "not", body });
}

function flat(kind: "either" | "both", languages: readonly Language[]): Language[] {
  const all = languages.flatMap(one => (one.kind === kind ? one.of : [one]));
  return [...new Set(all)].sort((a, b) => a.id - b.id);
}

/** Whether the empty string, standing at the start or the end of the whole, is in the language. */
export function acceptsEmpty(language: Language, atStart: boolean, atEnd: boolean): boolean {
  switch (language.kind) {
    case "nothing":
    case "chars":
      return false;
    case "empty":
      return true;
    case "start":
      return atStart;
    case "end":
      return atEnd;
    case "sequence":
      return acceptsEmpty(language.first, atStart, atEnd) && acceptsEmpty(language.rest, atStart, atEnd);
    case "repeat":
      return language.min === 0 || acceptsEmpty(language.body, atStart, atEnd);
    case "either":
      return language.of.some(one => acceptsEmpty(one, atStart, atEnd));
    case "both":
      return language.of.every(one => acceptsEmpty(one, atStart, atEnd));
    case "not":
      return !acceptsEmpty(language.body, atStart, atEnd);
  }
}

/** What may follow a first character: Brzozowski's derivative. `atStart`: the character is the first of the whole. */
export function after(language: Language, code: number, atStart: boolean): Language {
  switch (language.kind) {
    case "nothing":
    case "empty":
    case "start":
    case "end":
      return nothing;
    case "chars":
      return hasChar(language.chars, code) ? empty : nothing;
  }
  const key = `${language.id},${code},${atStart}`;
  const known = derived.get(key);
  if (known !== undefined) return known;
  const result = derive(language, code, atStart);
  derived.set(key, result);
  return result;
}

function derive(language: Language, code: number, atStart: boolean): Language {
  switch (language.kind) {
    case "sequence": {
      const through = sequence(after(language.first, code, atStart), language.rest);
      return acceptsEmpty(language.first, atStart, false)
        ? either([through, after(language.rest, code, atStart)])
        : through;
    }
    case "repeat": {
      const { body, min, max } = language;
      return sequence(after(body, code, atStart), repeat(body, Math.max(min - 1, 0), max - 1));
    }
    case "either":
      return either(language.of.map(one => after(one, code, atStart)));
    case "both":
      return both(language.of.map(one => after(one, code, atStart)));
    case "not":
      return not(after(language.body, code, atStart));
    default:
      return nothing;
  }
}

const whole: readonly CharSet[] = [allChars];

/** A division of all characters: two of one class have the same derivative. */
export function charClasses(language: Language): readonly CharSet[] {
  switch (language.kind) {
    case "chars":
      return language.chars === allChars
        ? whole
        : [language.chars, complement(language.chars)].filter(({ length }) => length > 0);
    case "sequence": {
      const first = charClasses(language.first);
      const passes = acceptsEmpty(language.first, true, false) || acceptsEmpty(language.first, false, false);
      return passes ? refine(first, charClasses(language.rest)) : first;
    }
    case "repeat":
    case "not":
      return charClasses(language.body);
    case "either":
    case "both":
      return language.of.map(charClasses).reduce(refine, whole);
    default:
      return whole;
  }
}
