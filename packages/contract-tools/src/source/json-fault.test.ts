import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonFault } from "./json-fault.ts";

test.each([
  ['{ "a": 1, }', 10, "the comma before this end is one too many"],
  ["[1, 2,\n]", 7, "the comma before this end is one too many"],
  ['{ "a": 1 "b": 2 }', 9, "a comma or a closing bracket is missing here"],
  ['{ "a": [1 }', 10, "a comma or a closing bracket is missing here"],
  ['\uFEFF{ "a": }', 8, "a value is missing here"],
  ["{ a: 1 }", 2, "this is neither a string in double quotes nor a number, true, false or null"],
  ["{ // why\n}", 2, "JSON has no comments"],
])("says where %j stops being JSON, and why", (text, offset, why) => {
  expect(jsonFault(text)).toEqual({ offset, message: `is not JSON: ${why}` });
});

test("says of nothing that it is empty", () => {
  expect(jsonFault(" \n")).toEqual({ offset: 0, message: "is empty" });
});

test("finds a fault in exactly the texts that are not JSON", () => {
  const json = fc.json({ maxDepth: 3 });
  const cut = fc.tuple(json, fc.nat(), fc.constantFrom("", ",", "]", "}", '"', ":", "x", "0", "\\", "//"));
  const broken = cut.map(
    ([text, at, more]) => text.slice(0, at % (text.length + 1)) + more + text.slice((at % (text.length + 1)) + 1),
  );
  fc.assert(
    fc.property(fc.oneof(json, broken), text => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect([text, jsonFault(text) === undefined]).toEqual([text, isJson]);
    }),
    { numRuns: 2_000 },
  );
});
