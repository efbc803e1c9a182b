import type { LeafSet } from "./leaf-set.ts";
import type { SchemaNode } from "./schema-node.ts";

/** A keyword of a schema, and where it stands. */
export interface Place {
  readonly keyword: string;
  readonly base: string;
  readonly pointer: string;
}

/** What one keyword allows of a scalar. */
export interface LeafFact {
  readonly place: Place;
  /** Holds every scalar that the keyword allows. */
  readonly may: LeafSet;
  /** Holds only scalars that the keyword allows, where `may` holds more. */
  readonly must?: LeafSet;
}

/** A divisor of a number, or what is to be none. */
export interface Multiple {
  readonly place: Place;
  readonly of: number;
  readonly negative: boolean;
}

/** What one schema says of the members of an object. */
export interface ObjectFact {
  readonly place: Place;
  readonly properties: ReadonlyMap<string, SchemaNode>;
  readonly patterns: readonly (readonly [RegExp, SchemaNode])[];
  readonly rest: SchemaNode | undefined;
}

/** What one schema says of the items of an array. */
export interface ArrayFact {
  readonly prefix: readonly SchemaNode[];
  readonly rest: SchemaNode | undefined;
}

/** Everything that is known of one value, as a conjunction: what schemas say once every choice between them is made. */
export interface Facts {
  leaves: LeafFact[];
  multiples: Multiple[];
  /** What rules out an object, or an array. */
  noObject: Place | undefined;
  noArray: Place | undefined;
  /** The objects and arrays of an `enum` or `const`, if there is one. */
  compounds: { readonly place: Place; readonly values: readonly unknown[] } | undefined;
  objects: ObjectFact[];
  required: Map<string, Place>;
  forbidden: Map<string, Place>;
  names: SchemaNode[];
  minProperties: number;
  maxProperties: number;
  arrays: ArrayFact[];
  contains: SchemaNode[];
  minItems: number;
  maxItems: number;
  unique: boolean;
}

/** Nothing is known yet. */
export const noFacts = (): Facts => ({
  leaves: [],
  multiples: [],
  noObject: undefined,
  noArray: undefined,
  compounds: undefined,
  objects: [],
  required: new Map(),
  forbidden: new Map(),
  names: [],
  minProperties: 0,
  maxProperties: Infinity,
  arrays: [],
  contains: [],
  minItems: 0,
  maxItems: Infinity,
  unique: false,
});

/** The same facts, to be added to on their own. */
export const copyFacts = (facts: Facts): Facts => ({
  ...facts,
  leaves: [...facts.leaves],
  multiples: [...facts.multiples],
  objects: [...facts.objects],
  required: new Map(facts.required),
  forbidden: new Map(facts.forbidden),
  names: [...facts.names],
  arrays: [...facts.arrays],
  contains: [...facts.contains],
});
