import fc from "fast-check";
import { expect, test } from "vitest";
import { globsMeet } from "./globs-meet.ts";
import { isLike, withWildcards } from "./wildcards.ts";

const pattern = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 5 }).map(parts => parts.join(""));
/** Every text of a and b with up to six characters: enough for patterns of five. */
const texts = Array.from({ length: 7 }, (_, length) =>
  Array.from({ length: 2 ** length }, (_each, bits) =>
    Array.from({ length }, (_one, at) => ((bits >> at) & 1 ? "a" : "b")).join(""),
  ),
).flat();

test("two patterns meet exactly where a text is like both", () => {
  fc.assert(
    fc.property(pattern, pattern, (one, other) => {
      const both = texts.some(text => isLike(text, withWildcards(one)) && isLike(text, withWildcards(other)));
      // Longer texts would only repeat what wildcards stand for.
      if (both) expect(globsMeet(one, other)).toBe(true);
      else if (one.replaceAll("*", "").length + other.replaceAll("*", "").length <= 6)
        expect(globsMeet(one, other)).toBe(false);
    }),
    { numRuns: 500, seed: 1 },
  );
});

test.each([
  ["arn:*:s3:::*/*", "arn:aws:s3:::bucket/*", true],
  ["arn:*:s3:::*/*", "arn:aws:s3:::bucket", false],
  ["arn:*:logs:*:*:log-group:*:log-stream:*", "arn:aws:logs:us-east-1:1:log-group:/aws/lambda/a:*", true],
  ["arn:*:sqs:*:*:*", "arn:aws:dynamodb:us-east-1:1:table/a", false],
])("%s and %s", (one, other, expected) => {
  expect(globsMeet(one, other)).toBe(expected);
  expect(globsMeet(other, one)).toBe(expected);
});
