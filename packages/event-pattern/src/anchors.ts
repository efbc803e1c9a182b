import type { Condition } from "./alternatives.ts";
import { fieldPath, type JsonObject, type Path, someLeaf } from "./event-fields.ts";
import type { Leaf } from "./operator.ts";

/** Items filed under the exact values that an event must hold for them to matter. */
export interface Anchors<Item> {
  /** Files an item under one of its conditions; the returned function takes it out. */
  file(conditions: readonly Condition[], item: Item): () => void;
  /** Calls `see` with every item whose condition the event satisfies, and with those that have none to file under; possibly twice. */
  visit(event: JsonObject, see: (item: Item) => void): void;
}

interface Anchor<Item> {
  readonly path: Path;
  readonly buckets: Map<Leaf, Set<Item>>;
}

/** An empty set of anchors. */
export function createAnchors<Item>(): Anchors<Item> {
  const anchors = new Map<string, Anchor<Item>>();
  const unanchored = new Set<Item>();

  /** How many items the event would have to be tried against besides this one; a new path costs a look-up for every event. */
  const cost = ({ path }: Condition, values: readonly Leaf[]): number => {
    const anchor = anchors.get(path);
    return anchor === undefined ? 1.5 : values.reduce<number>((sum, v) => sum + (anchor.buckets.get(v)?.size ?? 0), 0);
  };
  const choose = (conditions: readonly Condition[]) =>
    conditions
      .flatMap(condition => {
        const values = exactValues(condition);
        return values === undefined ? [] : [{ path: condition.path, values, cost: cost(condition, values) }];
      })
      .reduce<{ path: string; values: readonly Leaf[]; cost: number } | undefined>(
        (best, next) => (best === undefined || next.cost < best.cost ? next : best),
        undefined,
      );

  return {
    file(conditions, item) {
      const chosen = choose(conditions);
      if (chosen === undefined) {
        unanchored.add(item);
        return () => void unanchored.delete(item);
      }
      const { path, values } = chosen;
      const anchor = anchors.get(path) ?? { path: fieldPath(path), buckets: new Map<Leaf, Set<Item>>() };
      anchors.set(path, anchor);
      for (const value of values) anchor.buckets.set(value, (anchor.buckets.get(value) ?? new Set()).add(item));
      return () => {
        for (const value of values) {
          anchor.buckets.get(value)?.delete(item);
          if (anchor.buckets.get(value)?.size === 0) anchor.buckets.delete(value);
        }
        if (anchor.buckets.size === 0) anchors.delete(path);
      };
    },
    visit(event, see) {
      for (const { path, buckets } of anchors.values()) {
        someLeaf(event, path, 0, leaf => {
          const items = buckets.get(leaf);
          if (items !== undefined) for (const item of items) see(item);
          return false;
        });
      }
      for (const item of unanchored) see(item);
    },
  };
}

/** The values of a condition that only exact values satisfy; an IP address has several spellings, so it is none. */
function exactValues({ operators }: Condition): readonly Leaf[] | undefined {
  const values = operators.flatMap(operator =>
    operator.op === "exact" && operator.ip === undefined ? [operator.value] : [],
  );
  return values.length === operators.length ? [...new Set(values)] : undefined;
}
