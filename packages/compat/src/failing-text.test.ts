import { expect, test } from "vitest";
import { failingText } from "./failing-text.ts";

test.each([
  ["/data", '{…, "data":{"key":{"id":""},"lines":["a",0]}}'],
  ["/data/key", '{…, "data":{…, "key":{"id":""}}}'],
  ["/data/lines/1", '{…, "data":{…, "lines":[…, 0]}}'],
  ["", '{"metadata":{"a/b":1},"data":{"key":{"id":""},"lines":["a",0]}}'],
  ["/metadata/a~1b", '{…, "metadata":{"a/b":1}}'],
  ["/data/total", '{"metadata":{"a/b":1},"data":{"key":{"id":""},"lines":["a",0]}}'],
])("shows what fails at %j, and leaves out what stands beside it", (pointer, text) => {
  const payload = { metadata: { "a/b": 1 }, data: { key: { id: "" }, lines: ["a", 0] } };
  expect(failingText(payload, pointer)).toBe(text);
});

test("shows a missing place's payload whole, also under an inherited name", () => {
  expect(failingText({ a: 1, b: 2 }, "/constructor")).toBe('{"a":1,"b":2}');
});
