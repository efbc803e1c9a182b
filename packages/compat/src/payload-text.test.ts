import { expect, test } from "vitest";
import { payloadText } from "./payload-text.ts";

test("shows a short payload whole, and the ends of a long one", () => {
  expect(payloadText({ a: [1, null] })).toBe('{"a":[1,null]}');
  const text = payloadText({ a: "b".repeat(100_000), z: 1 });
  expect(text).toMatch(/^\{"a":"b+ … b+","z":1\} \(100014 characters\)$/);
  expect(text.length).toBeLessThan(2_000);
});
