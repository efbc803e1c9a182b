import type { AttributeValue } from "./values/attribute-value.ts";
import { LEAST_EXPONENT, parseDecimal } from "./values/decimal.ts";

/**
 * Bytes whose order is the order of the values: strings by UTF-8, numbers by size, binary by unsigned bytes.
 * No encoding is the beginning of another, so that encodings can be joined into a composite key.
 */
export function encodeKeyValue(value: AttributeValue): Buffer {
  if ("S" in value) return Buffer.concat([escapeZeros(Buffer.from(value.S)), END]);
  if ("B" in value) return Buffer.concat([escapeZeros(Buffer.from(value.B, "base64")), END]);
  if ("N" in value) return encodeNumber(value.N);
  throw new Error("A key attribute is a string, a number or binary.");
}

/** The bytes that the encodings of all values beginning with this string or binary begin with. */
export function encodeKeyPrefix(value: AttributeValue): Buffer {
  const whole = encodeKeyValue(value);
  return whole.subarray(0, whole.length - END.length);
}

/** The least bytes greater than all that begin with `prefix`; undefined when there are none. */
export function afterPrefix(prefix: Uint8Array): Buffer | undefined {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  if (length === 0) return undefined;
  const after = Buffer.from(prefix.subarray(0, length));
  after[length - 1] = (after[length - 1] ?? 0) + 1;
  return after;
}

/** A zero byte within a value is followed by 0xff, so that the end sorts before everything that goes on. */
const END = Buffer.from([0, 0]);

function escapeZeros(bytes: Buffer): Buffer {
  if (!bytes.includes(0)) return bytes;
  return Buffer.from([...bytes].flatMap(byte => (byte === 0 ? [0, 0xff] : [byte])));
}

/** Sign, exponent, pairs of digits, end; complemented for negative numbers, whose order is the other way round. */
function encodeNumber(text: string): Buffer {
  const { negative, digits, exponent } = parseDecimal(text);
  if (digits === "") return Buffer.from([1]);
  const bytes = [exponent - LEAST_EXPONENT];
  for (let at = 0; at < digits.length; at += 2) bytes.push(Number(digits.slice(at, at + 2).padEnd(2, "0")) + 1);
  bytes.push(0);
  return Buffer.from([negative ? 0 : 2, ...(negative ? bytes.map(byte => 0xff - byte) : bytes)]);
}
