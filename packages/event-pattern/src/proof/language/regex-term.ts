import { allChars } from "./char-set.ts";
import { parseRegex, type Regex, UnsupportedRegex } from "./parse-regex.ts";
import { and, anything, chars, concat, empty, none, not, or, repeat, sequence, type Term } from "./term.ts";

/** Whether what is read stands at the very start of the text. */
type Place = "start" | "later";
/** The texts that may follow what ends at a place. */
type Rest = (place: Place) => Term;

/** How often a part with an assertion may be repeated: each time is written out. */
const MOST_TIMES = 8;

const regexTerms = new Map<string, Term | undefined>();
const CACHE_LIMIT = 1_000;

/**
 * The texts in which a regular expression finds a match, with the flag `u` as JSON Schema's `pattern` has it, or with `i`.
 * Undefined when it is not valid, or uses what no regular language has: back references, word boundaries, look-behind.
 */
export function regexTerm(source: string, flags = "u"): Term | undefined {
  const key = `${flags}/${source}`;
  if (regexTerms.has(key)) return regexTerms.get(key);
  if (regexTerms.size >= CACHE_LIMIT) regexTerms.clear();
  const term = read(source, flags);
  regexTerms.set(key, term);
  return term;
}

function read(source: string, flags: string): Term | undefined {
  try {
    new RegExp(source, flags);
    const regex = parseRegex(source, flags);
    const first = followedBy(regex, "start", () => anything);
    const later = followedBy(regex, "later", () => anything);
    return first === later ? concat(anything, first) : or([first, concat(chars(allChars), concat(anything, later))]);
  } catch (error) {
    if (error instanceof UnsupportedRegex || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The texts that match at a place and go on as `rest` says; a look-ahead restricts how. */
function followedBy(regex: Regex, place: Place, rest: Rest): Term {
  switch (regex.kind) {
    case "start":
      return place === "start" ? rest("start") : none;
    case "end":
      return and([empty, rest(place)]);
    case "chars":
      return concat(chars(regex.chars), rest("later"));
    case "sequence":
      return regex.of.reduceRight<Rest>((after, part) => once(at => followedBy(part, at, after)), rest)(place);
    case "either":
      return or(regex.of.map(part => followedBy(part, place, rest)));
    case "ahead": {
      const ahead = followedBy(regex.body, place, () => anything);
      return and([regex.negative ? not(ahead) : ahead, rest(place)]);
    }
    case "repeat": {
      const { body, min, max } = regex;
      if (!hasAssertion(body)) return through(repeat(textsOf(body), min, max), place, rest);
      if (max > MOST_TIMES) throw new UnsupportedRegex("an assertion that is repeated");
      let after = rest;
      for (let times = max; times > 0; times--) {
        const next = after;
        const isEnough = times > min;
        after = once(at => {
          const again = followedBy(body, at, next);
          return isEnough ? or([again, rest(at)]) : again;
        });
      }
      return after(place);
    }
  }
}

/** The texts of a term, which may be empty and leave the place as it is, and then the rest. */
function through(term: Term, place: Place, rest: Rest): Term {
  const later = concat(term, rest("later"));
  if (place === "later" || !term.nullable || rest("start") === rest("later")) return later;
  return or([rest("start"), concat(and([term, not(empty)]), rest("later"))]);
}

/** The rest, worked out once a place: ways through the expression meet again and again. */
function once(rest: Rest): Rest {
  const known = new Map<Place, Term>();
  return place => {
    const term = known.get(place) ?? rest(place);
    known.set(place, term);
    return term;
  };
}

/** The texts of an expression without assertions. */
function textsOf(regex: Regex): Term {
  switch (regex.kind) {
    case "chars":
      return chars(regex.chars);
    case "sequence":
      return sequence(regex.of.map(textsOf));
    case "either":
      return or(regex.of.map(textsOf));
    case "repeat":
      return repeat(textsOf(regex.body), regex.min, regex.max);
    default:
      throw new UnsupportedRegex("an assertion that is repeated");
  }
}

function hasAssertion(regex: Regex): boolean {
  switch (regex.kind) {
    case "chars":
      return false;
    case "repeat":
      return hasAssertion(regex.body);
    case "sequence":
    case "either":
      return regex.of.some(hasAssertion);
    default:
      return true;
  }
}
