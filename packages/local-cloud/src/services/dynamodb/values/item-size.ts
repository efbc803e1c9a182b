import type { AttributeValue, Item } from "./attribute-value.ts";

/** The most an item may hold, names and values, in bytes. */
export const MOST_ITEM_BYTES = 400 * 1024;

/** Bytes of an item as DynamoDB counts them. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name in item) {
    const value = item[name];
    if (value) size += Buffer.byteLength(name) + valueSize(value);
  }
  return size;
}

/** Bytes that a write is charged for: those of the item before or after it, whichever is larger. */
export function largerSize(before: Item | undefined, after: Item | undefined): number {
  return Math.max(before ? itemSize(before) : 0, after ? itemSize(after) : 0);
}

/** Bytes of one value. */
export function valueSize(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return numberSize(value.N);
  if ("B" in value) return binarySize(value.B);
  if ("M" in value) return 3 + itemSize(value.M) + Object.keys(value.M).length;
  if ("L" in value) return 3 + value.L.reduce((sum, member) => sum + 1 + valueSize(member), 0);
  if ("SS" in value) return value.SS.reduce((sum, member) => sum + Buffer.byteLength(member), 0);
  if ("NS" in value) return value.NS.reduce((sum, member) => sum + numberSize(member), 0);
  if ("BS" in value) return value.BS.reduce((sum, member) => sum + binarySize(member), 0);
  return 1;
}

function numberSize(number: string): number {
  const digits = number.replace(/[-.]/g, "").replace(/^0+|0+$/g, "").length;
  return 1 + Math.ceil(digits / 2) + (number.startsWith("-") ? 1 : 0);
}

function binarySize(base64: string): number {
  return (base64.length / 4) * 3 - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);
}
