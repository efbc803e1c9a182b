import { formats } from "@tributary/contract/validator-runtime";
import { fullFormats } from "ajv-formats/dist/formats.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contractFormats } from "./contract-formats.ts";

const reference = (name: "date-time" | "date" | "time") => {
  const format = fullFormats[name];
  if (typeof format !== "object" || format === null || !("validate" in format)) throw new Error(`no ${name}`);
  return (text: string) => (format.validate as (text: string) => boolean)(text);
};

/** RFC 3339 has hours to 23 and minutes to 59. ajv-formats lets an offset bring more than that back to 23:59. */
const PAST_THE_CLOCK = /(?:^|[Tt\s])(?:2[4-9]:|[01]\d:6\d|2[0-3]:6\d)/;

const digits = (min: number, max: number, length: number) =>
  fc.integer({ min, max }).map(value => String(value).padStart(length, "0"));
const day = fc
  .tuple(fc.oneof(digits(0, 9999, 4), fc.constantFrom("1900", "2000", "2024")), digits(0, 13, 2), digits(0, 32, 2))
  .map(parts => parts.join("-"));
const offset = fc.oneof(
  fc.constantFrom("", "z", "Z", "+", "+1"),
  fc
    .tuple(fc.constantFrom("+", "-"), digits(0, 24, 2), fc.constantFrom("", ":", "x"), digits(0, 60, 2))
    .map(parts => parts.join("")),
  fc.tuple(fc.constantFrom("+", "-"), digits(0, 24, 2)).map(parts => parts.join("")),
);
const time = fc
  .tuple(
    digits(0, 25, 2),
    digits(0, 61, 2),
    fc.oneof(digits(0, 62, 2), fc.constantFrom("59", "60")),
    fc.constantFrom("", ".", ".5", ".123456789"),
    offset,
  )
  .map(([hour, minute, second, fraction, zone]) => `${hour}:${minute}:${second}${fraction}${zone}`);
const leap = fc
  .tuple(
    fc.constantFrom("23:59", "00:59", "22:59", "00:29", "23:29", "01:00"),
    fc.constantFrom("60", "61", "60.5"),
    offset,
  )
  .map(([minute, second, zone]) => `${minute}:${second}${zone}`);
const anyTime = fc.oneof(time, leap);
const dateTime = fc
  .tuple(day, fc.constantFrom("T", "t", " ", "\n", "x", "TT", "\u2028"), anyTime)
  .map(parts => parts.join(""));
const noise = fc.string({ unit: fc.constantFrom(..."0123456789-:.TtZz+ \n٣") });

describe("formats", () => {
  test.each([
    ["date-time", fc.oneof(dateTime, noise)],
    ["date", fc.oneof(day, noise)],
    ["time", fc.oneof(anyTime, noise)],
  ] as const)("agree with ajv-formats on %s", (name, texts) => {
    const expected = reference(name);
    fc.assert(
      fc.property(texts, text => {
        expect(formats[name](text)).toBe(name !== "date" && PAST_THE_CLOCK.test(text) ? false : expected(text));
      }),
      { numRuns: 5_000 },
    );
  });
});

test.each(["24:59:00+01", "23:60:00+00:01"])("the time %s is none, whatever its offset", text => {
  expect(formats.time(text)).toBe(false);
  expect(formats["date-time"](`2026-01-01T${text}`)).toBe(false);
});

test("a URI is what ajv-formats accepts as one", () => {
  const expected = fullFormats.uri as (text: string) => boolean;
  const part = fc.constantFrom(
    "a",
    "urn",
    "http",
    "1",
    ":",
    "/",
    "//",
    "?",
    "#",
    "%",
    "%41",
    "@",
    "[",
    "]",
    "::1",
    "é",
    " ",
    ".",
    "-",
    "127.0.0.1",
    ":80",
  );
  const text = fc.oneof(
    fc.webUrl(),
    fc.array(part, { maxLength: 8 }).map(parts => parts.join("")),
  );
  fc.assert(
    fc.property(text, candidate => {
      expect((contractFormats.uri as RegExp).test(candidate)).toBe(expected(candidate));
    }),
    { numRuns: 5_000 },
  );
});
