import type { CompiledPattern } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { isObject, type JsonObject } from "./event-fields.ts";
import { withinSteps } from "./step-limit.ts";

/** Whether an event, parsed from JSON already, matches a compiled pattern. What is not a JSON object matches nothing. */
export function match(pattern: CompiledPattern, event: unknown): boolean {
  if (!isObject(event)) return false;
  const one = pattern.isSmall ? withinSteps(() => oneByOne(pattern, event)) : undefined;
  return one ?? pattern.together(event);
}

function oneByOne(pattern: CompiledPattern, event: JsonObject): boolean {
  for (const { tree } of pattern.alternatives) if (evaluate(tree, event)) return true;
  return false;
}
