import type { CompiledPattern } from "@tributary/event-pattern/compile";
import { parsePattern } from "@tributary/event-pattern/parse-pattern";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import { hasMoreThan, LONGEST_PATTERN } from "../pattern/pattern-length.ts";
import { textAt, type WiredResource } from "./read-wiring.ts";

/** The pattern of a rule; undefined for a rule on a schedule, and for a pattern that EventBridge would reject. */
export function rulePattern(rule: WiredResource): CompiledPattern | undefined {
  const read = readRulePattern(rule);
  return typeof read === "string" ? undefined : read;
}

/** Why EventBridge would refuse the pattern of a rule, and where in it; undefined when it would not, or there is none. */
export function ruleRefusal(rule: WiredResource): string | undefined {
  const read = readRulePattern(rule);
  return typeof read === "string" ? read : undefined;
}

function readRulePattern({ inputs }: WiredResource): CompiledPattern | string | undefined {
  const text = textAt(inputs, "eventPattern");
  if (text === undefined) return undefined;
  if (hasMoreThan(text, LONGEST_PATTERN)) return `it has more than ${LONGEST_PATTERN} characters`;
  try {
    return parsePattern(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return error.pointer === "" ? error.reason : `${error.reason}, at ${error.pointer}`;
  }
}
