import fc from "fast-check";
import { expect, test } from "vitest";
import { errorName, loggableName } from "./error-name.ts";

const named = (name: unknown, error: Error = new Error("Chalmers")) => Object.assign(error, { name });

test.each([
  [new TypeError("Chalmers"), "TypeError"],
  [named("ThrottlingException"), "ThrottlingException"],
  [Object.assign(new Error("x"), { code: "ECONNRESET" }), "Error ECONNRESET"],
  [new (class HistoryBehindError extends Error {})(), "HistoryBehindError"],
  ["Chalmers", "string"],
  [undefined, "undefined"],
])("shows what is known: %o", (error, expected) => {
  expect(errorName(error)).toBe(expected);
});

test.each([
  [named("Peter Chalmers"), "Error"],
  [named("PeterChalmersError"), "Error"],
  [named("peter@example.org", new RangeError("x")), "RangeError"],
  [named({ toString: () => "Chalmers" }), "Error"],
  [Object.assign(new Error("x"), { code: "444-22-2222" }), "Error"],
  [Object.assign(new Error("x"), { code: "ECHALMERS" }), "Error"],
  [new (class Chalmers extends TypeError {})(), "TypeError"],
  [named("Peter", new (class LateError extends Error {})()), "LateError"],
  [
    Object.defineProperty(new Error("x"), "name", {
      get: () => {
        throw new Error("Chalmers");
      },
    }),
    "Error",
  ],
])("withholds what is not: %#", (error, expected) => {
  expect(errorName(error)).toBe(expected);
});

test("withholds any name and code that is not on its lists", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, code) => {
      fc.pre(loggableName(name) === undefined && loggableName(code) === undefined);
      expect(errorName(Object.assign(new Error("x"), { name, code }))).toBe("Error");
    }),
  );
});
