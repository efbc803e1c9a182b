import fc from "fast-check";
import { expect, test } from "vitest";
import { isOpaqueId } from "./opaque-id.ts";

test.each([
  "8d1f3c55-8b1c-4a8e-bb0f-5a3e1c9d2b77",
  "8D1F3C55-8B1C-4A8E-BB0F-5A3E1C9D2B77",
  "0af7651916cd43dd8448eb211c80319c",
  "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  "1-5759e988-bd862e3fe1be46a994272793",
  "request-7",
  "intake-0001",
])("%s is an id that a machine made", text => {
  expect(isOpaqueId(text)).toBe(true);
});

test.each([
  "peter.chalmers@example.org",
  "444-22-2222",
  "444222222",
  "Peter Chalmers",
  "PeterChalmers",
  "peter-1974",
  "request-19741225",
  "request-7\n",
  " request-7",
  "",
  7,
  undefined,
])("%j is none", text => {
  expect(isOpaqueId(text)).toBe(false);
});

test("no text with an @, white space or a social security number is one", () => {
  const private_ = fc.constantFrom("@", " ", "\u00a0", "\t", "123-45-6789");
  fc.assert(
    fc.property(fc.string(), private_, fc.string(), (before, bad, after) => {
      expect(isOpaqueId(before + bad + after)).toBe(false);
    }),
  );
});
