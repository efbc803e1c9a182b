import {
  anything,
  both,
  chars,
  either,
  empty,
  end,
  type Language,
  not,
  nothing,
  repeat,
  sequence,
  start,
} from "./language.ts";
import { type Pattern, PatternNotUnderstood, parsePattern } from "./parse-pattern.ts";

/**
 * The strings in which a regular expression finds a match, as `RegExp.prototype.test` says; undefined for an expression
 * with parts that no automaton is built for here.
 */
export function patternLanguage(source: string, flags = "u"): Language | undefined {
  try {
    return sequence(anything, followedBy(parsePattern(source, flags), anything));
  } catch (error) {
    if (error instanceof PatternNotUnderstood) return undefined;
    throw error;
  }
}

/** A pattern and all that follows it; a look-ahead restricts what follows. */
function followedBy(pattern: Pattern, rest: Language): Language {
  switch (pattern.kind) {
    case "start":
      return sequence(start, rest);
    case "end":
      return sequence(end, rest);
    case "chars":
      return sequence(chars(pattern.chars), rest);
    case "sequence":
      return pattern.of.reduceRight((after, part) => followedBy(part, after), rest);
    case "either":
      return either(pattern.of.map(part => followedBy(part, rest)));
    case "ahead": {
      const ahead = followedBy(pattern.body, anything);
      return both([pattern.negative ? not(ahead) : ahead, rest]);
    }
    case "repeat": {
      const { body, min, max } = pattern;
      if (!hasAssertion(body)) return sequence(repeat(followedBy(body, empty), min, max), rest);
      if (max > 8) throw new PatternNotUnderstood("an assertion that is repeated");
      let after = either([rest]);
      for (let times = max; times > 0; times--) {
        const once = followedBy(body, after);
        after = times > min ? either([once, rest]) : once;
      }
      return after === nothing ? nothing : after;
    }
  }
}

function hasAssertion(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case "start":
    case "end":
    case "ahead":
      return true;
    case "chars":
      return false;
    case "repeat":
      return hasAssertion(pattern.body);
    default:
      return pattern.of.some(hasAssertion);
  }
}
