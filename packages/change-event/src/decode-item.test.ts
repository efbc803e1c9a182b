import type { Violation } from "@tributary/contract/event-contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeItem, type Item } from "./decode-item.ts";

const decode = (value: unknown): { item: Item; violations: Violation[] } => {
  const violations: Violation[] = [];
  return { item: decodeItem(value, "", violations), violations };
};

test("decodes every attribute type", () => {
  const { item, violations } = decode({
    text: { S: "" },
    number: { N: "-12.50" },
    yes: { BOOL: true },
    nothing: { NULL: true },
    bytes: { B: "AAEqQQ==" },
    texts: { SS: ["a", "b"] },
    numbers: { NS: ["1", "2.5"] },
    blobs: { BS: ["AA=="] },
    map: { M: { list: { L: [{ S: "x" }, { N: "1" }] } } },
  });
  expect(violations).toEqual([]);
  expect({ ...item }).toMatchObject({
    text: "",
    number: -12.5,
    yes: true,
    nothing: null,
    bytes: Uint8Array.of(0, 1, 42, 65),
    texts: new Set(["a", "b"]),
    numbers: new Set([1, 2.5]),
    blobs: new Set([Uint8Array.of(0)]),
    map: { list: ["x", 1] },
  });
});

test("keeps the digits of a number that a double cannot hold", () => {
  const decimal = "12345678901234567890.123";
  expect(
    decode({ big: { N: "9007199254740993" }, long: { N: decimal }, fits: { N: "9007199254740992" } }).item,
  ).toMatchObject({ big: { decimal: "9007199254740993" }, long: { decimal }, fits: 9007199254740992 });
});

test("reads every number with as many digits as it was written with", () => {
  const decimals = fc.tuple(fc.bigInt(-(10n ** 38n), 10n ** 38n), fc.integer({ min: -60, max: 60 }));
  fc.assert(
    fc.property(decimals, ([mantissa, exponent]) => {
      const text = `${mantissa}E${exponent}`;
      const { item, violations } = decode({ n: { N: text } });
      expect(violations).toEqual([]);
      const value = item.n;
      if (typeof value !== "number") {
        expect(value).toEqual({ decimal: text });
        return;
      }
      // What was taken as a number has at most 17 digits, so 38 shown digits are the number itself.
      expect(Number(text)).toBe(value);
      expect(String(mantissa).replace(/^-|0+$/g, "").length).toBeLessThanOrEqual(17);
    }),
  );
});

test("locates malformed attributes and keeps the rest", () => {
  const { item, violations } = decode({
    good: { S: "x" },
    "a/b~c": { S: 1 },
    two: { S: "x", N: "1" },
    none: {},
    unknown: { X: "1" },
    number: { N: "one" },
    base64: { B: "%%%=" },
    nested: { M: { list: { L: [{ S: "x" }, { N: 1 }] } } },
    set: { NS: ["1", "x"] },
    null: { NULL: false },
  });
  expect(Object.keys(item)).toEqual(["good", "nested"]);
  expect(violations.map(({ pointer, keyword }) => [pointer, keyword])).toEqual([
    ["/*", "type"],
    ["/*", "oneOf"],
    ["/*", "oneOf"],
    ["/*", "enum"],
    ["/*", "format"],
    ["/*", "format"],
    ["/*/M/*/L/1", "format"],
    ["/*", "items"],
    ["/*", "const"],
  ]);
});

test("refuses nesting that DynamoDB would refuse, instead of running out of stack", () => {
  let deep: unknown = { S: "x" };
  for (let level = 0; level < 50_000; level++) deep = { L: [deep] };
  expect(decode({ deep }).violations).toMatchObject([{ keyword: "maxDepth" }]);
});

test("treats an attribute named __proto__ like any other", () => {
  const { item } = decode(JSON.parse('{"__proto__":{"S":"x"}}'));
  expect(Object.entries(item)).toEqual([["__proto__", "x"]]);
});

test("never throws, and quotes neither a value nor a name", () => {
  fc.assert(
    fc.property(fc.anything(), value => {
      const { violations } = decode({ attribute: value });
      for (const { pointer } of violations) expect(pointer).toMatch(/^\/\*(\/M\/\*|\/L\/\d+)*$/);
    }),
  );
  expect(
    JSON.stringify(
      decode({ Chalmers: { S: { Chalmers: "Chalmers" } }, b: { M: { Chalmers: { N: "Chalmers" } } } }).violations,
    ),
  ).not.toContain("Chalmers");
});
