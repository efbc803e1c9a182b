import { type Input, optionalObjects, requiredText } from "./read-input.ts";

/** Reads `Tags`. */
export function readTags(input: Input): Record<string, string> {
  return Object.fromEntries(
    (optionalObjects(input, "Tags") ?? []).map(tag => [requiredText(tag, "Key"), requiredText(tag, "Value")]),
  );
}
