import { isOr } from "../parse/alternatives.ts";
import { childPointer, patternNode } from "../parse/pattern-node.ts";
import type { Reason } from "./reasons.ts";
import type { Satisfiability } from "./satisfiable.ts";

/** A part of a pattern that no event ever meets, though the pattern as a whole matches some. */
export interface IdlePart {
  /** JSON Pointer of the value in its list, or of the alternative of `$or`. */
  readonly pointer: string;
  readonly kind: "value" | "alternative";
  /** alternative: why nothing meets it, with pointers into the pattern. */
  readonly reasons: readonly Reason[];
}

type Node = Readonly<Record<string, unknown>>;

/** How many parts of one pattern are looked at; a pattern that a person wrote has fewer. */
const MOST_PARTS = 1_000;

/**
 * The values in lists and the alternatives of `$or` without which a pattern would match the same events: each is put to
 * `decide` in place of all its neighbours. The pattern is the JSON value, of which EventBridge has taken the whole.
 */
export function idleParts(pattern: Node, decide: (pattern: Node) => Satisfiability): IdlePart[] {
  const found: IdlePart[] = [];
  let left = MOST_PARTS;
  visit(pattern, "", node => node);
  return found;

  function visit(node: Node, pointer: string, whole: (node: Node) => Node) {
    for (const [name, inner] of Object.entries(node)) {
      const at = childPointer(pointer, name);
      const other = (value: unknown) => whole({ ...node, [name]: value });
      if (name === "$or" && isAlternatives(inner)) visitAlternatives(inner, at, other);
      else if (isList(inner)) visitValues(inner, at, other);
      else if (isNode(inner)) visit(inner, at, other);
    }
  }

  function visitValues(values: readonly unknown[], pointer: string, whole: (values: unknown) => Node) {
    if (values.length < 2) return;
    for (const [index, value] of values.entries()) {
      if (--left < 0) return;
      if (decide(whole([value])).verdict !== "no") continue;
      found.push({ pointer: childPointer(pointer, String(index)), kind: "value", reasons: [] });
    }
  }

  function visitAlternatives(all: readonly Node[], pointer: string, whole: (alternatives: unknown) => Node) {
    for (const [index, alternative] of all.entries()) {
      if (--left < 0) return;
      // EventBridge rejects a `$or` of one: repeat it.
      const twice = (node: Node) => whole([node, node]);
      const place = childPointer(pointer, String(index));
      const verdict = decide(twice(alternative));
      if (verdict.verdict === "no") {
        found.push({ pointer: place, kind: "alternative", reasons: placed(verdict.reasons, pointer, place) });
      } else visit(alternative, place, twice);
    }
  }
}

/** The reasons that lie in the alternative, which stood in the first place and the second. */
function placed(reasons: readonly Reason[], list: string, place: string): Reason[] {
  const first = childPointer(list, "0");
  return reasons
    .filter(({ pointer }) => pointer === first || pointer.startsWith(`${first}/`))
    .map(reason => ({ ...reason, pointer: place + reason.pointer.slice(first.length) }));
}

const isAlternatives = (value: unknown): value is readonly Node[] => isOr(patternNode(value));
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !isList(value);
