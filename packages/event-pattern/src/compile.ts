import { alternatives, type Condition } from "./alternatives.ts";
import { compileConditions, type MatchTree } from "./match-tree.ts";
import { type PatternNode, patternNode } from "./pattern-node.ts";

/** A pattern, checked and ready for `match` and `createIndex`. */
export interface CompiledPattern {
  /** The event must satisfy all conditions of at least one of these; a pattern without `$or` has exactly one. */
  readonly alternatives: readonly CompiledAlternative[];
}

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
  const compiled: CompiledPattern = { alternatives: alternatives(node).map(compiledAlternative) };
  compiledPatterns.add(compiled);
  return compiled;
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
