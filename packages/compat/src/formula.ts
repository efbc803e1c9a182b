import type { Node, Scalar } from "./node.ts";

/** A node that a value has to satisfy, or has to fail. */
export interface Literal {
  readonly node: Node;
  readonly sign: boolean;
}

/** Which keys of an object a demand is about. `outside`: named by none of the names and matched by none of the patterns. */
export type KeyChoice =
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "matching"; readonly pattern: string }
  | { readonly kind: "outside"; readonly names: readonly string[]; readonly patterns: readonly string[] }
  | { readonly kind: "any" };

/** One requirement on a value of one type. */
export type Atom =
  | { readonly kind: "among" | "excluded"; readonly values: readonly Scalar[] }
  | { readonly kind: "above" | "below"; readonly bound: number; readonly open: boolean }
  | { readonly kind: "multiple"; readonly of: number; readonly sign: boolean }
  | { readonly kind: "pattern" | "format"; readonly text: string; readonly sign: boolean }
  /** Characters, items or properties, as the type has it. */
  | { readonly kind: "size"; readonly min: number; readonly max: number }
  | { readonly kind: "required" | "absent"; readonly name: string }
  | {
      readonly kind: "properties";
      readonly named: ReadonlyMap<string, Node>;
      readonly patterns: readonly (readonly [string, Node])[];
      readonly other: Node | undefined;
    }
  | { readonly kind: "keys"; readonly literal: Literal }
  | { readonly kind: "someKey"; readonly literal: Literal }
  | { readonly kind: "someProperty"; readonly key: KeyChoice; readonly literal: Literal }
  | { readonly kind: "items"; readonly prefix: readonly Node[]; readonly rest: Node | undefined }
  /** Some item at or after `from`, before `to`. */
  | { readonly kind: "someItem"; readonly from: number; readonly to: number; readonly literal: Literal }
  | { readonly kind: "count"; readonly literal: Literal; readonly min: number; readonly max: number }
  | { readonly kind: "unique"; readonly sign: boolean }
  | { readonly kind: "opaque"; readonly keyword: string; readonly pointer: string };

/** The atoms of some kinds. */
export type AtomOf<Kind extends Atom["kind"]> = Atom extends infer Each
  ? Each extends { readonly kind: infer Own }
    ? Kind extends Own
      ? Each
      : never
    : never
  : never;

/** Those of some atoms that are of a kind. */
export const atomsOf = <Kind extends Atom["kind"]>(atoms: readonly Atom[], kind: Kind): AtomOf<Kind>[] =>
  atoms.filter((each): each is AtomOf<Kind> & Atom => each.kind === kind);

/** A combination of requirements on one value. `origin`: the literal that an alternative was made of. */
export type Formula =
  | { readonly kind: "and"; readonly of: readonly Formula[] }
  | { readonly kind: "or"; readonly of: readonly Formula[]; readonly origin?: Literal }
  | { readonly kind: "literal"; readonly literal: Literal }
  | { readonly kind: "atom"; readonly atom: Atom };

export const and = (of: readonly Formula[]): Formula => ({ kind: "and", of });
export const or = (of: readonly Formula[]): Formula => ({ kind: "or", of });
/** Holds always, never. */
export const holds: Formula = and([]);
export const fails: Formula = or([]);
export const atom = (atom: Atom): Formula => ({ kind: "atom", atom });
export const valid = (node: Node): Formula => ({ kind: "literal", literal: { node, sign: true } });
export const invalid = (node: Node): Formula => ({ kind: "literal", literal: { node, sign: false } });

/** A keyword: what it asks for, and what its failure means. */
export interface Part {
  readonly pass: Formula;
  readonly fail: Formula;
}

/** A keyword that nothing can be said about. */
export function opaquePart(keyword: string, pointer: string): Part {
  const unknown = atom({ kind: "opaque", keyword, pointer });
  return { pass: unknown, fail: unknown };
}

/** A part whose failure is one atom as well. */
export const part = (pass: Atom, fail: Atom): Part => ({ pass: atom(pass), fail: atom(fail) });
