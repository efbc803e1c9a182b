import { type CompiledPattern, compileNode } from "../match/compile.ts";
import { readPatternText } from "./read-pattern-text.ts";

/**
 * The compiled form of an event pattern, given as JSON text (the `EventPattern` of a rule, the `Pattern` of a filter).
 * Throws PatternError when it is not JSON or EventBridge would refuse it.
 */
export function parsePattern(text: string): CompiledPattern {
  return compileNode(readPatternText(text));
}
