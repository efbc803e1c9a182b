import { expect, test } from "vitest";
import { compile } from "./compile.ts";
import { conditionInWords } from "./in-words.ts";

test.each<[unknown[], string]>([
  [["created"], 'is "created"'],
  [["a", 1, null, true], 'is "a", 1, null or true'],
  [
    [{ prefix: "x" }, { suffix: { "equals-ignore-case": "y" } }],
    'is a text that begins with "x" or a text that ends with "y" in any letter case',
  ],
  [[{ "equals-ignore-case": "x" }], 'is "x" in any letter case'],
  [[{ wildcard: "a*b" }], 'is a text like "a*b"'],
  [[{ numeric: ["=", 5] }], "is 5"],
  [[{ numeric: [">", 1, "<=", 2.5] }], "is a number above 1 and at most 2.5"],
  [[{ numeric: [">=", 0] }, { numeric: ["<", -9] }], "is a number at least 0 or a number below -9"],
  [[{ cidr: "10.1.2.3/8" }], "is an address in 10.0.0.0/8"],
  [[{ cidr: "2001:db8::1/33" }], "is an address in 2001:db8:0:0:0:0:0:0/33"],
  [[{ exists: true }], "is there"],
  [[{ exists: false }, ""], 'is absent or ""'],
  [[{ "anything-but": ["a", "b"] }], 'is anything but "a" or "b"'],
  [[{ "anything-but": { prefix: "a" } }], 'is anything but a text that begins with "a"'],
  [Array.from({ length: 14 }, (_, i) => i), "is 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 or 2 others"],
])("says %j in words", (operators, words) => {
  const [alternative] = compile({ detail: { "a/b": operators } }).alternatives;
  expect(alternative?.conditions.map(conditionInWords)).toEqual([`detail.a/b ${words}`]);
});
