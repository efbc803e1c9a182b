import { allChars } from "@tributary/event-pattern/language/char-set";
import { findWords } from "@tributary/event-pattern/language/find-word";
import { regexTerm } from "@tributary/event-pattern/language/regex-term";
import { and, chars, literal, not, or, repeat, type Term } from "@tributary/event-pattern/language/term";
import { type Atom, type AtomOf, atomsOf } from "../formula.ts";
import { formatIncludes } from "./format-inclusions.ts";
import { empty, found, type Outcome, undecided } from "./outcome.ts";
import { formatCheck, formatLanguage, formatSamples } from "./string-formats.ts";
import { valueLists } from "./value-lists.ts";

type Textual = AtomOf<"pattern">;

const unlimited = Number.POSITIVE_INFINITY;
const mostTries = 200;
/** So many derivatives of a language take as long as one step of the search. */
const derivativesPerStep = 4;
/** What one search for words may cost. */
const limits = { mostSteps: 20_000, mostWork: unlimited };

/** A string that satisfies the atoms: exact by automata, but for formats and patterns that none is built for. */
export function solveString(atoms: readonly Atom[], spend: (steps: number) => void): Outcome {
  const textual = [...atomsOf(atoms, "pattern"), ...atomsOf(atoms, "format")];
  if (textual.some(each => textual.some(other => contradicts(each, other)))) return empty;
  const among = atomsOf(atoms, "among");
  if (among.length > 0) return solveAmong(among[0]!.values, atoms);
  const sizes = atomsOf(atoms, "size");
  const min = Math.ceil(sizes.reduce((most, each) => Math.max(most, each.min), 0));
  const max = Math.floor(sizes.reduce((least, each) => Math.min(least, each.max), unlimited));
  if (min > max) return empty;
  const excluded = new Set(atoms.flatMap(each => (each.kind === "excluded" ? each.values : [])));
  if (textual.length === 0) return plain(min, max, excluded);

  const languages: Term[] = [];
  const opaque: Textual[] = [];
  for (const each of textual) {
    const language = languageOf(each.kind, each.text);
    if (language === undefined) opaque.push(each);
    else languages.push(each.sign ? language : not(language));
  }
  if (min > 0 || max < unlimited) languages.push(repeat(chars(allChars), min, max));
  const words = [...excluded].filter(value => typeof value === "string").map(literal);
  if (words.length > 0) languages.push(not(or(words)));
  const {
    words: candidates,
    complete,
    steps,
  } = findWords(and(languages), {
    ...limits,
    atMost: opaque.length > 0 ? mostTries : 1,
  });
  spend(steps / derivativesPerStep);
  if (opaque.length === 0) return candidates.length > 0 ? found(candidates[0]!) : complete ? empty : tooMuch(textual);
  if (candidates.length === 0 && complete) return empty;
  const samples = textual.flatMap(({ text }) => formatSamples[text] ?? []);
  const isListed = valueLists(atoms);
  const fitting = [...candidates, ...samples].find(
    text => isListed(text) && atoms.every(each => satisfies(text, each)),
  );
  if (fitting !== undefined) return found(fitting);
  if (opaque.some(isUnknown)) return undecided("format");
  // All texts there can be have been tried.
  if (complete && candidates.length < mostTries && areAll(languages, candidates)) return empty;
  return undecided(opaque[0]!.kind);
}

const contradicts = (one: Textual, other: Textual) =>
  one.kind === other.kind &&
  one.sign &&
  !other.sign &&
  (one.kind === "format" ? formatIncludes(other.text, one.text) : one.text === other.text);

/** A format that nobody here knows: neither that a text has it nor that it lacks it can be said. */
const isUnknown = ({ kind, text }: Textual) => kind === "format" && formatCheck(text) === undefined;

const tooMuch = (textual: readonly Textual[]) => undecided(textual[0]!.kind);

/** Words are found one for each way through an automaton: they are all of them only when no other is left. */
function areAll(languages: readonly Term[], words: readonly string[]): boolean {
  const others = findWords(and([...languages, not(or(words.map(literal)))]), limits);
  return others.words.length === 0 && others.complete;
}

const languageOf = (kind: "pattern" | "format", text: string): Term | undefined =>
  kind === "format" ? formatLanguage(text) : regexTerm(text);

function solveAmong(values: readonly unknown[], atoms: readonly Atom[]): Outcome {
  const known = atoms.filter(each => each.kind !== "format" || !isUnknown(each));
  const isListed = valueLists(known);
  const value = values.find(
    each => typeof each === "string" && isListed(each) && known.every(atom => satisfies(each, atom)),
  );
  if (typeof value !== "string") return empty;
  return known.length === atoms.length ? found(value) : undecided("format");
}

function satisfies(text: string, each: Atom): boolean {
  switch (each.kind) {
    case "size": {
      const length = [...text].length;
      return each.min <= length && length <= each.max;
    }
    case "pattern":
      return new RegExp(each.text, "u").test(text) === each.sign;
    case "format":
      return formatCheck(each.text)?.(text) === each.sign;
    default:
      return true;
  }
}

/** Any text of a length, but for some. */
function plain(min: number, max: number, excluded: ReadonlySet<unknown>): Outcome {
  if (min > 2_000_000) return undecided("minLength");
  if (min === 0 && !excluded.has("")) return found("");
  const length = Math.max(min, 1);
  if (length > max) return empty;
  const stem = "a".repeat(length - 1);
  for (let code = 0x61, tries = 0; tries <= excluded.size; code++, tries++) {
    const text = stem + String.fromCodePoint(code);
    if (!excluded.has(text)) return found(text);
  }
  return empty;
}
