import { payloadText } from "./payload-text.ts";
import type { Json } from "./solve/outcome.ts";

/**
 * The part of a payload that fails, within what holds it: `{…, "data":{"id":""}}`. What stands beside it is left out; a payload
 * that has nothing at the JSON Pointer is shown as a whole.
 */
export function failingText(payload: Json, pointer: string): string {
  const keys = pointer
    .split("/")
    .slice(1)
    .map(key => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  return within(payload, keys) ?? payloadText(payload);
}

function within(value: Json, [key, ...deeper]: readonly string[]): string | undefined {
  if (key === undefined) return payloadText(value);
  if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
  const inner = within((value as Readonly<Record<string, Json>>)[key]!, deeper);
  if (inner === undefined) return undefined;
  const beside = Object.keys(value).length > 1 ? "…, " : "";
  return Array.isArray(value) ? `[${beside}${inner}]` : `{${beside}${JSON.stringify(key)}:${inner}}`;
}
