import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addNumbers, compareNumbers, negateNumber, normaliseNumber } from "./decimal.ts";

describe("numbers", () => {
  it.each([
    ["0", "0"],
    ["-0.00", "0"],
    ["+007", "7"],
    ["1.50E3", "1500"],
    ["1e-3", "0.001"],
    [".5", "0.5"],
    ["123456789012345678901234567890.12345678", "123456789012345678901234567890.12345678"],
    ["1E125", `1${"0".repeat(125)}`],
    ["-1E-130", `-0.${"0".repeat(129)}1`],
  ])("have one form: %s is %s", (given, expected) => {
    expect(normaliseNumber(given)).toBe(expected);
  });

  it.each([
    ["", "cannot be converted"],
    [".", "cannot be converted"],
    ["1,5", "cannot be converted"],
    ["0x10", "cannot be converted"],
    ["NaN", "cannot be converted"],
    ["1234567890123456789012345678901234567891", "38 significant digits"],
    ["1E126", "overflow"],
    ["1E-131", "underflow"],
  ])("refuses %s", (given, message) => {
    expect(() => normaliseNumber(given)).toThrow(message);
  });

  it("add and compare exactly where doubles cannot", () => {
    expect(addNumbers("0.1", "0.2")).toBe("0.3");
    expect(addNumbers("9007199254740993", "1")).toBe("9007199254740994");
    expect(compareNumbers("9007199254740993", "9007199254740992")).toBe(1);
    expect(() => addNumbers("1E37", "1E-10")).toThrow("Number overflow");
  });

  it("agree with whole numbers of any size", () => {
    const whole = fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n });
    fc.assert(
      fc.property(whole, whole, (left, right) => {
        expect(addNumbers(`${left}`, `${right}`)).toBe(`${left + right}`);
        expect(addNumbers(`${left}`, negateNumber(`${left}`))).toBe("0");
        expect(compareNumbers(`${left}`, `${right}`)).toBe(left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });
});
