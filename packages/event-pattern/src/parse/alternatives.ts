import type { Operator } from "./operator.ts";
import { OPERATOR_NAMES, parseOperators } from "./parse-operators.ts";
import { PatternError } from "./pattern-error.ts";
import { childPointer, type ObjectNode, type PatternNode } from "./pattern-node.ts";

/** What a pattern asks of one path: any of the operators accepts. */
export interface Condition {
  /** The path with its steps joined by dots, which is how the service sees it: `{"a": {"b": …}}` and `{"a.b": …}` are the same. */
  readonly path: string;
  readonly operators: readonly Operator[];
  /** JSON Pointer of the operators in the pattern. */
  readonly pointer: string;
}

/**
 * How many alternatives the `$or`s of one pattern may multiply to.
 * The bound that the service sets is not documented where we could read it; this one keeps a 4,096-character pattern cheap.
 */
export const ALTERNATIVE_LIMIT = 1_000;

/** An alternative as its last conditions and those before: many alternatives share most of what they ask. */
interface Chain {
  readonly before: Chain | undefined;
  readonly own: Condition[];
}

/** One way to match a pattern. */
export interface Alternative {
  /** Lists of conditions, which alternatives share; of two on one path the later counts. */
  readonly parts: readonly (readonly Condition[])[];
  /** What counts of them, sorted by path; put together at each call, since 1,000 alternatives of 400 fit into one pattern. */
  readonly conditions: () => readonly Condition[];
}

/** All alternatives so far, and the list that is at the end of each of them, while it may still grow. */
interface Product {
  readonly chains: readonly Chain[];
  readonly open: Condition[] | undefined;
}

/**
 * The pattern as alternatives, each a conjunction of conditions, sorted by path: `$or` multiplied out.
 * A path that occurs again replaces what came before it in its alternative, as the service does. Throws PatternError.
 */
export function alternatives(root: PatternNode): readonly Alternative[] {
  if (root.kind !== "object") throw new PatternError("Filter is not an object", "");
  const start: Product = { chains: [{ before: undefined, own: [] }], open: undefined };
  return object(start, root, [], "").chains.map(chain => {
    const parts = partsOf(chain);
    return { parts, conditions: () => counting(parts) };
  });
}

function partsOf(chain: Chain): Condition[][] {
  const parts: Condition[][] = [];
  for (let part: Chain | undefined = chain; part !== undefined; part = part.before) parts.push(part.own);
  return parts.reverse();
}

function counting(parts: Alternative["parts"]): readonly Condition[] {
  const byPath = new Map<string, Condition>();
  for (const part of parts) for (const condition of part) byPath.set(condition.path, condition);
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function object(given: Product, node: ObjectNode, steps: readonly string[], pointer: string): Product {
  if (node.entries.length === 0) throw new PatternError("Empty objects are not allowed", pointer);
  let all = given;
  for (const [key, value] of node.entries) {
    const at = childPointer(pointer, key);
    if (key === "$or" && isOr(value)) {
      const before: Product = { chains: all.chains, open: undefined };
      const chains: Chain[] = [];
      for (const [i, item] of value.items.entries()) {
        chains.push(...object(before, item, steps, `${at}/${i}`).chains);
        if (chains.length > ALTERNATIVE_LIMIT) {
          throw new PatternError("Rule is too complex - too many $or combinations", at);
        }
      }
      all = { chains, open: undefined };
    } else if (value.kind === "object") {
      all = object(all, value, [...steps, key], at);
    } else if (value.kind === "array") {
      const path = [...steps, key].join(".");
      all = and(all, { path, operators: parseOperators(value.items, at), pointer: at });
    } else {
      throw new PatternError(`"${key}" must be an object or an array`, at);
    }
  }
  return all;
}

function and({ chains, open }: Product, condition: Condition): Product {
  if (open !== undefined) {
    open.push(condition);
    return { chains, open };
  }
  const own = [condition];
  return { chains: chains.map(before => ({ before, own })), open: own };
}

/** `$or` is an ordinary field name unless it holds two or more objects that use no operator's name as a field name. */
/** Whether what stands under `$or` is alternatives; else that is the name of a field. */
export function isOr(node: PatternNode): node is { kind: "array"; items: readonly ObjectNode[] } {
  return (
    node.kind === "array" && node.items.length > 1 && node.items.every(item => item.kind === "object" && isPlain(item))
  );
}

function isPlain(node: PatternNode): boolean {
  return node.kind !== "object" || node.entries.every(([key, value]) => !OPERATOR_NAMES.has(key) && isPlain(value));
}
