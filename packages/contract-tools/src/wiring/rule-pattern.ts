import { type CompiledPattern, compile } from "@tributary/event-pattern/compile";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import { textAt, type WiredResource } from "./read-wiring.ts";

/** What a rule selects; undefined for one on a schedule, and for a pattern that EventBridge would refuse. */
export function rulePattern({ inputs }: WiredResource): CompiledPattern | undefined {
  const text = textAt(inputs, "eventPattern");
  try {
    return text === undefined ? undefined : compile(JSON.parse(text));
  } catch (error) {
    if (error instanceof PatternError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
