import { contractFormats } from "@tributary/contract-tools/contract-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareSchemas } from "../compare-schemas.ts";
import { formatIncludes } from "./format-inclusions.ts";
import { formatCheck } from "./string-formats.ts";

const names = Object.keys(contractFormats);
const pairs = names.flatMap(one => names.filter(other => other !== one).map(other => [one, other] as const));
const verdict = (one: string, other: string) => {
  const [old, now] = [one, other].map(format => ({ name: format, schema: { type: "string", format } }));
  return compareSchemas(old!, now!, { mode: "backward" }).verdict;
};

const digits = (most: number, length: number) =>
  fc.integer({ min: 0, max: most }).map(value => String(value).padStart(length, "0"));
const day = fc.tuple(digits(9999, 4), digits(12, 2), digits(31, 2)).map(parts => parts.join("-"));
const clock = fc
  .tuple(digits(23, 2), digits(59, 2), digits(60, 2), fc.constantFrom("", ".1", ".123456789"))
  .map(([hour, minute, second, fraction]) => `${hour}:${minute}:${second}${fraction}`);
const zone = fc.oneof(
  fc.constantFrom("Z", "z"),
  fc.tuple(fc.constantFrom("+", "-"), clock).map(parts => parts.join("").slice(0, 6)),
);
const time = fc.tuple(clock, zone).map(parts => parts.join(""));

/** Texts of a format: made by its pattern, or of what it is made of. */
function textsOf(name: string): fc.Arbitrary<string> {
  if (name === "date") return day;
  if (name === "time") return time;
  const format = contractFormats[name];
  if (!(format instanceof RegExp)) throw new Error(`no texts of ${name}`);
  // fast-check makes nothing by a pattern that looks ahead, and lets none ignore case.
  const plain = new RegExp(format.source.replace(/\(\?[=!](?:[^()]|\([^()]*\))*\)/g, ""));
  return fc.tuple(fc.stringMatching(plain), fc.boolean()).map(([text, upper]) => (upper ? text.toUpperCase() : text));
}

describe("formats that include others", () => {
  test.each(pairs.filter(([one, other]) => formatIncludes(other, one)))("a text of %s is one of %s", (one, other) => {
    let seen = 0;
    fc.assert(
      fc.property(textsOf(one), text => {
        if (!formatCheck(one)?.(text)) return;
        seen++;
        expect(formatCheck(other)?.(text)).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(seen).toBeGreaterThan(20);
    expect(verdict(one, other)).toBe("compatible");
  });

  test("a duration may be longer than a hostname", () => {
    expect(verdict("duration", "hostname")).toBe("incompatible");
  });

  test("nothing between two formats of contracts is left undecided", () => {
    expect(pairs.filter(([one, other]) => verdict(one, other) === "unknown")).toEqual([]);
  });

  test.each([
    ["uri", "iri"],
    ["uri-reference", "iri-reference"],
    ["email", "idn-email"],
    ["hostname", "idn-hostname"],
  ])("%s may become %s, which no validator here knows, and not the other way", (one, other) => {
    expect([verdict(one, other), verdict(other, one)]).toEqual(["compatible", "unknown"]);
  });
});
