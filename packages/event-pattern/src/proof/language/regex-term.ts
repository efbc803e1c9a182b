import { allChars } from "./char-set.ts";
import { readRegex } from "./read-regex.ts";
import { type RegexNode, UnsupportedRegex } from "./regex-node.ts";
import { and, anything, chars, concat, empty, none, not, or, type Term } from "./term.ts";

/** Where a part of the expression stands in the text: at its very start, after it, or one of both. */
type Place = "start" | "later" | "either";

const regexTerms = new Map<string, Term | undefined>();
const CACHE_LIMIT = 1_000;

/**
 * The texts in which a regular expression (flag `u`, as JSON Schema's `pattern`) finds a match. Undefined when it is not
 * valid, or uses what no regular language has: back references, word boundaries, look-behind.
 */
export function regexTerm(source: string): Term | undefined {
  if (regexTerms.has(source)) return regexTerms.get(source);
  if (regexTerms.size >= CACHE_LIMIT) regexTerms.clear();
  const term = read(source);
  regexTerms.set(source, term);
  return term;
}

function read(source: string): Term | undefined {
  try {
    new RegExp(source, "u");
    const alternatives = readRegex(source);
    const atStart = continued(alternatives, "start", anything);
    if (!hasStart(alternatives)) return concat(anything, atStart);
    const later = continued(alternatives, "later", anything);
    return or([atStart, concat(chars(allChars), concat(anything, later))]);
  } catch (error) {
    if (error instanceof UnsupportedRegex || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const hasStart = (alternatives: readonly RegexNode[][]): boolean =>
  alternatives.some(each =>
    each.some(node => node.kind === "start" || ("alternatives" in node && hasStart(node.alternatives))),
  );

/** The texts that match one of the alternatives and go on as `rest`. */
const continued = (alternatives: readonly RegexNode[][], place: Place, rest: Term): Term =>
  or(alternatives.map(nodes => sequel(nodes, 0, place, rest)));

function sequel(nodes: readonly RegexNode[], at: number, place: Place, rest: Term): Term {
  const node = nodes[at];
  if (node === undefined) return rest;
  const next = (place: Place) => sequel(nodes, at + 1, place, rest);
  switch (node.kind) {
    case "term":
      return concat(node.term, next(node.term.nullable ? (place === "start" ? "either" : place) : "later"));
    case "start":
      if (place === "either") throw new UnsupportedRegex("a start after what may be empty");
      return place === "start" ? next(place) : none;
    case "end":
      return and([empty, next(place)]);
    case "look": {
      const ahead = continued(node.alternatives, place, anything);
      return and([node.negative ? not(ahead) : ahead, next(place)]);
    }
    case "group":
      return continued(node.alternatives, place, next(place === "start" ? "either" : place));
  }
}
