import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalKey } from "./decimal-key.ts";

const decimal = fc
  .tuple(
    fc.boolean(),
    fc.stringMatching(/^\d{1,25}$/),
    fc.option(fc.stringMatching(/^\d{1,25}$/)),
    fc.integer({ min: -40, max: 40 }),
  )
  .map(([negative, whole, fraction, exponent]) => ({
    text: `${negative ? "-" : ""}${whole}${fraction === null ? "" : `.${fraction}`}e${exponent}`,
    // As a whole number of 10^-80.
    value:
      BigInt(`${negative ? "-" : ""}${whole}${fraction ?? ""}`) *
      10n ** BigInt(80 + exponent - (fraction ?? "").length),
  }));

describe("decimalKey", () => {
  it("is in the order of the numbers, and the same for the same number", () => {
    fc.assert(
      fc.property(decimal, decimal, (one, other) => {
        const [a, b] = [decimalKey(one.text), decimalKey(other.text)];
        expect([a < b, a === b]).toEqual([one.value < other.value, one.value === other.value]);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ["1", "1.00"],
    ["1", "+1"],
    ["100", "1e2"],
    ["0.001", "1E-3"],
    ["0", "-0.00"],
    ["-1.5", "-15e-1"],
  ])("of %s is that of %s", (one, other) => {
    expect(decimalKey(one)).toBe(decimalKey(other));
  });

  it("distinguishes numbers that a double does not, and handles any exponent", () => {
    const ordered = [
      "-1e99999999",
      "-2",
      "-1.5",
      "-1e-7000",
      "0",
      "1e-7000",
      "0.1",
      "12345678901234567890.1",
      "12345678901234567890.2",
      "1e7000",
    ];
    const keys = ordered.map(decimalKey);
    expect([...keys].sort()).toEqual(keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
