import { type AttributeValue, contentOf, typeOf } from "./attribute-value.ts";
import { compareNumbers } from "./decimal.ts";

/** Whether two canonical values are the same. */
export function sameValue(left: AttributeValue, right: AttributeValue): boolean {
  if (typeOf(left) !== typeOf(right)) return false;
  const a = contentOf(left);
  const b = contentOf(right);
  return typeof a === "object" ? JSON.stringify(a) === JSON.stringify(b) : a === b;
}

/** Order of two strings, numbers or binaries; undefined when they have none (different or other types). */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if ("S" in left && "S" in right) return compareText(left.S, right.S);
  if ("N" in left && "N" in right) return compareNumbers(left.N, right.N);
  if ("B" in left && "B" in right) return Buffer.compare(Buffer.from(left.B, "base64"), Buffer.from(right.B, "base64"));
  return undefined;
}

/** Order by UTF-8 bytes, which is not JavaScript's own once surrogates are in play. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  if (!/[\ud800-\udfff]/.test(left + right)) return left < right ? -1 : 1;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
