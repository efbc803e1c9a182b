import { type Alternative, alternatives, type Condition } from "../parse/alternatives.ts";
import { type PatternNode, patternNode } from "../parse/pattern-node.ts";
import { evaluateJointly } from "./evaluate-jointly.ts";
import type { JsonObject } from "./event-fields.ts";
import { type JointTree, jointTree } from "./joint-tree.ts";
import { compileConditions, type MatchTree } from "./match-tree.ts";

/** A pattern, checked and ready for `match` and `createIndex`. */
export interface CompiledPattern {
  /** The event must satisfy all conditions of at least one of these; a pattern without `$or` has exactly one. */
  readonly alternatives: readonly CompiledAlternative[];
  /** Whether they are few enough that one is tried after the other; otherwise, and for large events, they are tried together. */
  readonly isSmall: boolean;
  /** Whether an event satisfies some alternative, found for all of them at once. */
  readonly together: (event: JsonObject) => boolean;
}

/** How many conditions, of all alternatives, are tried one after the other, as long as that does not take too long. */
const FEW = 64;

/** Conditions that an event must satisfy together. */
export interface CompiledAlternative {
  /** Sorted by path. */
  readonly conditions: readonly Condition[];
  readonly tree: MatchTree;
}

const compiledPatterns = new WeakSet<object>();

/**
 * The compiled form of an event pattern, given as the JSON value it is; a pattern already compiled is returned as it is.
 * For a JSON text use `parsePattern`, which also sees duplicate keys and the spelling of numbers.
 * Throws PatternError when EventBridge would refuse the pattern.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function compile(pattern: unknown): CompiledPattern {
  return isCompiled(pattern) ? pattern : compileNode(patternNode(pattern));
}

/** The compiled form of a pattern that has been read already. Throws PatternError. */
export function compileNode(node: PatternNode): CompiledPattern {
  const listed = alternatives(node);
  const asked = listed.reduce((all, { parts }) => parts.reduce((sum, part) => sum + part.length, all), 0);
  const compiled: CompiledPattern = {
    alternatives: listed.map(({ conditions }) => compiledAlternative(conditions)),
    isSmall: asked <= FEW,
    together: joined(listed),
  };
  compiledPatterns.add(compiled);
  return compiled;
}

function joined(listed: readonly Alternative[]): (event: JsonObject) => boolean {
  const all = (1n << BigInt(listed.length)) - 1n;
  let tree: JointTree | undefined;
  return event => {
    tree ??= jointTree(listed);
    return evaluateJointly(tree, all, event);
  };
}

/** Put together when it is first asked for. */
function compiledAlternative(conditionsOf: () => readonly Condition[]): CompiledAlternative {
  let conditions: readonly Condition[] | undefined;
  let tree: MatchTree | undefined;
  return {
    get conditions() {
      conditions ??= conditionsOf();
      return conditions;
    },
    get tree() {
      tree ??= compileConditions(this.conditions);
      return tree;
    },
  };
}

function isCompiled(pattern: unknown): pattern is CompiledPattern {
  return typeof pattern === "object" && pattern !== null && compiledPatterns.has(pattern);
}
