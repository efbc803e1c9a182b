import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterPrefix, encodeKeyPrefix, encodeKeyValue } from "./key-encoding.ts";
import type { AttributeValue } from "./values/attribute-value.ts";
import { compareValues } from "./values/compare-values.ts";
import { normaliseNumber } from "./values/decimal.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 }).map((S): AttributeValue => ({ S }));
const zeros = fc
  .string({ unit: fc.constantFrom("\0", "\x01", "a", "\u{10ffff}", "\uffff"), maxLength: 6 })
  .map((S): AttributeValue => ({ S }));
const binary = fc
  .uint8Array({ maxLength: 12 })
  .map((bytes): AttributeValue => ({ B: Buffer.from(bytes).toString("base64") }));
const number = fc
  .tuple(fc.constantFrom("", "-"), fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }), fc.integer({ min: -130, max: 87 }))
  .map(([sign, digits, exponent]): AttributeValue => ({ N: normaliseNumber(`${sign}${digits}E${exponent}`) }));
const near = fc
  .integer({ min: -300, max: 300 })
  .map((whole): AttributeValue => ({ N: normaliseNumber(`${whole}E-1`) }));

describe("encoded keys", () => {
  it.each([
    ["text", text],
    ["text with zero bytes and astral characters", zeros],
    ["binary", binary],
    ["numbers", number],
    ["numbers near zero", near],
  ])("are in the order of the values: %s", (_kind, values) => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const order = Math.sign(Buffer.compare(encodeKeyValue(left), encodeKeyValue(right)));
        expect(order).toBe(Math.sign(compareValues(left, right) ?? Number.NaN));
      }),
      { numRuns: 500 },
    );
  });

  it("of one value never begin with those of another, so that composite keys keep their order", () => {
    for (const values of [text, zeros, binary, number])
      fc.assert(
        fc.property(values, values, (left, right) => {
          const [one, two] = [encodeKeyValue(left), encodeKeyValue(right)];
          expect(two.subarray(0, one.length).equals(one)).toBe(compareValues(left, right) === 0);
        }),
      );
  });

  it("lie between a prefix and what comes after it exactly when the value begins with it", () => {
    fc.assert(
      fc.property(zeros, zeros, (prefix, value) => {
        const low = encodeKeyPrefix(prefix);
        const high = afterPrefix(low);
        const encoded = encodeKeyValue(value);
        const inside = Buffer.compare(encoded, low) >= 0 && (!high || Buffer.compare(encoded, high) < 0);
        expect(inside).toBe("S" in value && "S" in prefix && value.S.startsWith(prefix.S));
      }),
      { numRuns: 500 },
    );
  });
});
