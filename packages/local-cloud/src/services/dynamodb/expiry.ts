import { attribute, type Item } from "./values/attribute-value.ts";

/** When an item's life ends, in epoch seconds; null when its attribute is missing or no number. */
export function expiryOf(item: Item, timeToLive: string): number | null {
  const value = attribute(item, timeToLive);
  if (!value || !("N" in value)) return null;
  const seconds = Math.floor(Number(value.N));
  return Number.isSafeInteger(seconds) ? seconds : null;
}
