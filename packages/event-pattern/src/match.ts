import type { CompiledPattern } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { isObject } from "./event-fields.ts";

/** Whether an event, parsed from JSON already, matches a compiled pattern. What is not a JSON object matches nothing. */
export function match(pattern: CompiledPattern, event: unknown): boolean {
  if (!isObject(event)) return false;
  if (pattern.together !== undefined) return pattern.together(event);
  for (const { tree } of pattern.alternatives) if (evaluate(tree, event)) return true;
  return false;
}
