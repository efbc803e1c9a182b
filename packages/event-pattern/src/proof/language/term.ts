import { allChars, type CharSet, unionChars } from "./char-set.ts";

/**
 * A regular language over code points, closed under intersection and complement. Equal terms are the same object as long as
 * the table of terms holds them, so that a search recognises where it has been.
 */
export type Term = {
  readonly id: number;
  readonly nullable: boolean;
  /** How many terms it is made of: what a derivative costs. */
  readonly size: number;
} & (
  | { readonly op: "none" }
  | { readonly op: "empty" }
  | { readonly op: "chars"; readonly set: CharSet }
  | { readonly op: "then"; readonly first: Term; readonly rest: Term }
  | { readonly op: "repeat"; readonly body: Term; readonly min: number; readonly max: number }
  | { readonly op: "or"; readonly terms: readonly Term[] }
  | { readonly op: "and"; readonly terms: readonly Term[] }
  | { readonly op: "not"; readonly term: Term }
);

type Shape = Term extends infer Each ? (Each extends Term ? Omit<Each, "id" | "nullable" | "size"> : never) : never;

/** Beyond this the table of terms starts anew; terms made before stay valid, only less recognisable. */
const TABLE_LIMIT = 200_000;

const table = new Map<string, Term>();
let lastId = 0;

function term(key: string, nullable: boolean, shape: Shape): Term {
  const known = table.get(key);
  if (known !== undefined) return known;
  if (table.size >= TABLE_LIMIT) table.clear();
  const made = { id: ++lastId, nullable, size: sizeOf(shape), ...shape } as Term;
  table.set(key, made);
  return made;
}

function sizeOf(shape: Shape): number {
  switch (shape.op) {
    case "then":
      return 1 + shape.first.size + shape.rest.size;
    case "repeat":
      return 1 + shape.body.size;
    case "or":
    case "and":
      return shape.terms.reduce((sum, { size }) => sum + size, 1);
    case "not":
      return 1 + shape.term.size;
    default:
      return 1;
  }
}

/** No text at all. */
export const none: Term = { id: 0, nullable: false, size: 1, op: "none" };
/** The empty text. */
export const empty: Term = { id: ++lastId, nullable: true, size: 1, op: "empty" };
/** Every text. */
export const anything: Term = {
  id: ++lastId,
  nullable: true,
  size: 2,
  op: "repeat",
  body: { id: ++lastId, nullable: false, size: 1, op: "chars", set: allChars },
  min: 0,
  max: Number.POSITIVE_INFINITY,
};

/** One character of a set. */
export const chars = (set: CharSet): Term =>
  set.length === 0 ? none : term(`c${set.join()}`, false, { op: "chars", set });

/** One text. */
export const literal = (text: string): Term =>
  sequence([...text].map(char => chars([char.codePointAt(0)!, char.codePointAt(0)!])));

/** One term after the other. */
export const sequence = (terms: readonly Term[]): Term =>
  terms.reduceRight((rest, first) => concat(first, rest), empty);

/** A text of `first` followed by one of `rest`. */
export function concat(first: Term, rest: Term): Term {
  if (first === none || rest === none) return none;
  if (first === empty) return rest;
  if (rest === empty) return first;
  if (first.op === "then") return concat(first.first, concat(first.rest, rest));
  if (first === anything && rest === anything) return anything;
  if (first === anything && rest.op === "then" && rest.first === anything) return rest;
  return term(`t${first.id},${rest.id}`, first.nullable && rest.nullable, { op: "then", first, rest });
}

/** From `min` to `max` texts of `body`, one after the other. */
export function repeat(body: Term, min: number, max = Number.POSITIVE_INFINITY): Term {
  if (max === 0 || body === empty) return empty;
  if (body === none) return min === 0 ? empty : none;
  const least = body.nullable ? 0 : min;
  if (least === 1 && max === 1) return body;
  if (least === 0 && max === Number.POSITIVE_INFINITY) {
    if (body.op === "chars" && body.set.join() === allChars.join()) return anything;
    if (body.op === "repeat" && body.min === 0 && body.max === max) return body;
  }
  return term(`r${body.id},${least},${max}`, least === 0, { op: "repeat", body, min: least, max });
}

/** The texts of any of the terms. */
export function or(terms: readonly Term[]): Term {
  const all = new Set<Term>();
  let set: CharSet = [];
  for (const each of terms.flatMap(one => (one.op === "or" ? one.terms : [one]))) {
    if (each.op === "chars") set = unionChars(set, each.set);
    else if (each !== none) all.add(each);
  }
  if (set.length > 0) all.add(chars(set));
  if (all.has(anything)) return anything;
  const sorted = [...all].sort((a, b) => a.id - b.id);
  if (sorted.length === 0) return none;
  if (sorted.length === 1) return sorted[0]!;
  if (sorted.some(each => each.op === "not" && all.has(each.term))) return anything;
  const nullable = sorted.some(each => each.nullable);
  return term(`o${sorted.map(({ id }) => id).join()}`, nullable, { op: "or", terms: sorted });
}

/** The texts of all of the terms. */
export function and(terms: readonly Term[]): Term {
  const all = new Set(terms.flatMap(one => (one.op === "and" ? one.terms : [one])));
  all.delete(anything);
  if (all.has(none)) return none;
  const sorted = [...all].sort((a, b) => a.id - b.id);
  if (sorted.length === 0) return anything;
  if (sorted.length === 1) return sorted[0]!;
  if (sorted.some(each => each.op === "not" && all.has(each.term))) return none;
  const nullable = sorted.every(each => each.nullable);
  if (all.has(empty)) return nullable ? empty : none;
  return term(`a${sorted.map(({ id }) => id).join()}`, nullable, { op: "and", terms: sorted });
}

/** The texts that are none of the term's. */
export function not(of: Term): Term {
  if (of === none) return anything;
  if (of === anything) return none;
  if (of.op === "not") return of.term;
  return term(`n${of.id}`, !of.nullable, { op: "not", term: of });
}
