import type { Condition } from "../parse/alternatives.ts";
import type { Place } from "./facts.ts";
import { isNear } from "./is-near.ts";
import type { Obstacle } from "./proof.ts";
import { type SearchOptions, search } from "./search.ts";
import { waysOf } from "./ways.ts";

/** Why no event of a contract matches an alternative of a pattern. */
export interface Reason {
  /** JSON Pointer of the condition in the pattern. */
  readonly pointer: string;
  /**
   * unknown-field: the contract has no such field; not-a-leaf: it holds objects, which no condition looks at; no-member: it
   * holds no objects; wrong-type: it holds values of another type; excluded: a keyword of the schema excludes every value asked for; contradiction: the conditions
   * named exclude each other; empty: the schema allows nothing at all.
   */
  readonly kind: Obstacle["kind"] | "wrong-type" | "contradiction" | "empty";
  readonly message: string;
  /** unknown-field: the name of a field that was probably meant. */
  readonly nearest?: string;
  /** The keyword to blame and where it stands. */
  readonly schema?: Place;
  /** contradiction: the other conditions, by pointer. */
  readonly others?: readonly string[];
}

/** What is asked of one schema about conditions; the same condition is looked into once, however many alternatives hold it. */
export interface Reasoner {
  /** Whether a condition can be met by itself; true where that is not known. */
  isPossible(condition: Condition): boolean;
  /** Why conditions cannot be met together, each by itself where that is reason enough. */
  reasonsOf(conditions: readonly Condition[]): Reason[];
}

/** Asks about the conditions of one pattern and a schema. */
export function reasoner(schema: unknown, options: SearchOptions): Reasoner {
  const known = new Map<Condition | undefined, readonly Obstacle[] | undefined>();
  const obstacles = (some: readonly Condition[]): readonly Obstacle[] | undefined => {
    const all: Obstacle[] = [];
    const { ways, cut } = waysOf(some, 0, () => true);
    if (cut) return undefined;
    for (const demands of ways) {
      const found = search(schema, demands, options, () => true);
      if (found.verdict !== "no") return undefined;
      all.push(...found.obstacles);
    }
    return all;
  };
  /** Of one condition, or of none. */
  const alone = (condition?: Condition) => {
    if (!known.has(condition)) known.set(condition, obstacles(condition === undefined ? [] : [condition]));
    return known.get(condition);
  };
  return {
    isPossible: condition => alone(condition) === undefined,
    reasonsOf: conditions => explainAll(conditions, alone, obstacles),
  };
}

type Obstacles<Asked> = (asked: Asked) => readonly Obstacle[] | undefined;

function explainAll(
  conditions: readonly Condition[],
  alone: Obstacles<Condition | undefined>,
  together: Obstacles<readonly Condition[]>,
): Reason[] {
  if (alone(undefined) !== undefined) {
    return [{ pointer: "", kind: "empty", message: "the schema allows no event at all" }];
  }
  const impossible = conditions.flatMap(condition => {
    const found = alone(condition);
    return found === undefined ? [] : [explain(condition, found)];
  });
  if (impossible.length > 0) return impossible;
  let core = conditions;
  for (const condition of conditions) {
    const fewer = core.filter(each => each !== condition);
    if (together(fewer) !== undefined) core = fewer;
  }
  const [first, ...others] = core;
  if (first === undefined) return [];
  const names = others.map(({ path }) => path).join(" and ");
  const message = `${first.path} contradicts ${names}`;
  return [{ pointer: first.pointer, kind: "contradiction", message, others: others.map(({ pointer }) => pointer) }];
}

function explain({ path, pointer }: Condition, obstacles: readonly Obstacle[]): Reason {
  const deepest = Math.max(...obstacles.map(({ depth }) => depth));
  const candidates = obstacles.filter(({ depth }) => depth === deepest);
  const isType = ({ kind, place }: Obstacle) => kind === "excluded" && place?.keyword === "type";
  const isValue = (each: Obstacle) => each.kind === "excluded" && !isType(each);
  const best =
    // An `if` covers one case of several and says less than what always holds.
    candidates.find(each => isValue(each) && !each.place?.pointer.includes("/if/")) ??
    candidates.find(isValue) ??
    candidates.find(each => !isType(each)) ??
    candidates[0];
  if (best === undefined) return { pointer, kind: "excluded", message: `${path} can never meet its condition` };
  const { place } = best;
  const kind = isType(best) ? "wrong-type" : best.kind;
  const { name = "", names = [] } = best;
  const nearest = kind === "unknown-field" ? names.find(each => isNear(each, name)) : undefined;
  return {
    pointer,
    kind,
    message: textOf(path, best, nearest),
    ...(nearest === undefined ? {} : { nearest }),
    ...(place === undefined ? {} : { schema: place }),
  };
}

function textOf(path: string, { kind, place }: Obstacle, nearest: string | undefined): string {
  switch (kind) {
    case "unknown-field":
      return `there is no field ${path}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`;
    case "not-a-leaf":
      return `${path} holds an object; conditions test only single values`;
    case "no-member":
      return `${path} looks below a field that is not an object`;
    case "excluded":
      return place?.keyword === "type"
        ? `${path} never has a value of such a type`
        : `${path} never has such a value: ${place?.keyword ?? "the schema"} excludes it`;
  }
}
