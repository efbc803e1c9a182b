import type { Condition } from "../parse/alternatives.ts";
import type { Place } from "./facts.ts";
import type { LeafSet } from "./leaf-set.ts";
import type { SchemaNode, Schemas } from "./schema-node.ts";

/** What is asked of the leaves at the end of a path below a value. */
export interface Demand {
  readonly steps: readonly string[];
  /** some: one leaf lies in the set; none: there is no leaf; all: every leaf, if any, lies in the set. */
  readonly kind: "some" | "none" | "all";
  readonly set: LeafSet;
  /** Demands of one group share the elements of arrays. */
  readonly group: number;
  readonly condition: Condition;
}

/** Why a demand could not be met somewhere. */
export interface Obstacle {
  readonly demand: Demand;
  readonly kind: ObstacleKind;
  readonly place: Place | undefined;
  /** How deep in the value it was met: the deepest says most. */
  readonly depth: number;
  /** unknown-field: the name; the names there are. */
  readonly name?: string;
  readonly names?: readonly string[];
}

/** unknown-field: no such member; not-a-leaf: objects only; no-member: scalars only; excluded: a keyword excludes every value asked for. */
export type ObstacleKind = "unknown-field" | "not-a-leaf" | "no-member" | "excluded";

/** The state of one search. It is sound to conclude from an exhausted search that there is no value, unless it was cut. */
export interface Proof {
  readonly schemas: Schemas;
  /** Whether the opposites of schemas are expanded too; without, more values pass, which is faster. */
  readonly exact: boolean;
  readonly formats: Formats;
  /** Keywords that were not looked at, so that more values pass than should. */
  readonly ignored: Place[];
  /** Where a value may have been missed. */
  readonly cuts: Place[];
  readonly obstacles: Obstacle[];
  /** How many steps the search may still take. */
  budget: number;
  /** Values of the schemas that meet the demands, possibly. */
  solve(proof: Proof, schemas: readonly SchemaNode[], demands: readonly Demand[], depth: number): Generator<unknown>;
}

/** The texts of a format: a pattern that each matches, and one that matches only such texts. */
export type Formats = Readonly<Record<string, { readonly may?: string; readonly must?: string }>>;

/** The place of a keyword in a schema. */
export const placeOf = (node: SchemaNode, keyword: string): Place => ({
  keyword,
  base: node.base,
  pointer: `${node.pointer}/${keyword}`,
});

/** How many of a kind are remembered: the first say enough. */
const NOTE_LIMIT = 1_000;

/** Remembers something about a search. */
export function note<Item>(notes: Item[], item: Item): void {
  if (notes.length < NOTE_LIMIT) notes.push(item);
}
