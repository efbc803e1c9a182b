import { type CharSet, hasChar } from "./char-set.ts";
import { and, concat, empty, none, not, or, repeat, type Term } from "./term.ts";

const known = new WeakMap<Term, Map<number, Term>>();

/**
 * What may follow a character: the texts that, with it in front, the term holds.
 * J. A. Brzozowski, Derivatives of Regular Expressions, Journal of the ACM 11(4), 1964.
 */
export function derivative(term: Term, char: number): Term {
  if (term.op === "chars") return hasChar(term.set, char) ? empty : none;
  const ofTerm = known.get(term) ?? new Map<number, Term>();
  const found = ofTerm.get(char) ?? derive(term, char);
  ofTerm.set(char, found);
  known.set(term, ofTerm);
  return found;
}

function derive(term: Term, char: number): Term {
  switch (term.op) {
    case "none":
    case "empty":
    case "chars":
      return none;
    case "then": {
      const first = concat(derivative(term.first, char), term.rest);
      return term.first.nullable ? or([first, derivative(term.rest, char)]) : first;
    }
    case "repeat":
      return concat(derivative(term.body, char), repeat(term.body, Math.max(0, term.min - 1), term.max - 1));
    case "or":
      return or(term.terms.map(each => derivative(each, char)));
    case "and": {
      const left: Term[] = [];
      for (const each of term.terms) {
        const next = derivative(each, char);
        if (next === none) return none;
        left.push(next);
      }
      return and(left);
    }
    case "not":
      return not(derivative(term.term, char));
  }
}

/** The sets that tell first characters apart, by the ids of their terms. */
export function firstSets(term: Term, found: Map<number, CharSet> = new Map()): Map<number, CharSet> {
  switch (term.op) {
    case "chars":
      found.set(term.id, term.set);
      break;
    case "then":
      firstSets(term.first, found);
      if (term.first.nullable) firstSets(term.rest, found);
      break;
    case "repeat":
      firstSets(term.body, found);
      break;
    case "or":
    case "and":
      for (const each of term.terms) firstSets(each, found);
      break;
    case "not":
      firstSets(term.term, found);
      break;
    case "none":
    case "empty":
  }
  return found;
}
