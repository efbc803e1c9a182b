import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { insertEntry } from "./insert-entry.ts";

const insert = (text: string, path: string[] = ["channels"], value: unknown = { address: "x" }) =>
  insertEntry(text, path, "b", value);

test.each([
  [
    "after the last entry, before the next map and its comment",
    "channels:\n  a: 1 # one\n\n# two\noperations: {}\n",
    "channels:\n  a: 1 # one\n  b:\n    address: x\n\n# two\noperations: {}\n",
  ],
  [
    "with a blank line between, where entries have one",
    "channels:\n  a: 1\n\n  c: 2\n",
    "channels:\n  a: 1\n\n  c: 2\n\n  b:\n    address: x\n",
  ],
  [
    "by four columns, where that is the document's step",
    "channels:\n    a: 1\n",
    "channels:\n    a: 1\n    b:\n        address: x\n",
  ],
  ["without a newline at the end", "channels:\n  a: 1", "channels:\n  a: 1\n  b:\n    address: x\n"],
  ["into an empty map", "channels: {} # none\nx: 1\n", "channels: # none\n  b:\n    address: x\nx: 1\n"],
  ["into a map without a value", "channels:\nx: 1\n", "channels:\n  b:\n    address: x\nx: 1\n"],
  ["into a map that is not there", "x: 1\n", "x: 1\nchannels:\n  b:\n    address: x\n"],
  ["with the line ends of Windows", "channels:\r\n  a: 1\r\n", "channels:\r\n  a: 1\r\n  b:\r\n    address: x\r\n"],
  [
    "after a text of several lines",
    "channels:\n  a: |\n    text\n\n    more\nx: 1\n",
    "channels:\n  a: |\n    text\n\n    more\n  b:\n    address: x\nx: 1\n",
  ],
  [
    "after a list that is not indented",
    "channels:\n  a:\n  - 1\n  - 2\n",
    "channels:\n  a:\n  - 1\n  - 2\n  b:\n    address: x\n",
  ],
])("adds an entry %s", (_, before, after) => {
  expect(insert(before)).toBe(after);
});

test("makes every map on the way, and writes delivery terms on one line", () => {
  const after = insert("x: 1\n", ["components", "messages"], { "x-delivery": { order: "none" } });
  expect(after).toBe("x: 1\ncomponents:\n  messages:\n    b:\n      x-delivery: { order: none }\n");
});

test.each([
  ["that is there", "channels: \n  b: 1\n", "channels.b is there already"],
  ["to a map in flow style", "channels: { a: 1 }\n", "channels is a map in flow style"],
  ["to a document that is a list", "- a\n", "the document is not a map in block style"],
  ["to a map that is a text", "channels: text\n", "channels"],
])("refuses an entry %s", (_, before, message) => {
  expect(() => insert(before)).toThrow(message);
});

test("changes nothing but the entry, whatever the document", () => {
  const names = fc.stringMatching(/^[a-z]{1,4}$/).filter(name => name !== "b");
  const map = fc.dictionary(
    names,
    fc.oneof(fc.string(), fc.integer(), fc.array(fc.string()), fc.dictionary(names, fc.string())),
    { minKeys: 1 },
  );
  const documents = fc.record({ first: map, channels: map, last: map });
  fc.assert(
    fc.property(documents, fc.constantFrom(2, 4), (document, indent) => {
      const before = stringify(document, { indent });
      const after = insert(before);
      expect(parse(after)).toEqual({ ...document, channels: { ...document.channels, b: { address: "x" } } });
      const kept = after.split("\n").filter(line => !/^ *b:$|^ *address: x$/.test(line));
      expect(kept.filter(line => line !== "")).toEqual(before.split("\n").filter(line => line !== ""));
    }),
  );
});
