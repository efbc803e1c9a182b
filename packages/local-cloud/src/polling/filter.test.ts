import { describe, expect, it } from "vitest";
import { messageFilter, recordFilter } from "./filter.ts";

const filters = (...patterns: object[]) => ({
  Filters: patterns.map(pattern => ({ Pattern: JSON.stringify(pattern) })),
});

describe("a filter", () => {
  it("lets everything pass without patterns", () => {
    expect([recordFilter(undefined)({}), recordFilter({ Filters: [] })({})]).toEqual([true, true]);
  });

  it("passes records that one of its patterns matches", () => {
    const passes = recordFilter(filters({ eventName: ["INSERT"] }, { eventName: ["REMOVE"] }));
    expect(["INSERT", "MODIFY", "REMOVE"].map(eventName => passes({ eventName }))).toEqual([true, false, true]);
  });

  it("looks into the body of a message that is JSON", () => {
    const passes = messageFilter(filters({ body: { kind: ["wanted"] } }));
    expect(['{"kind":"wanted"}', '{"kind":"other"}', "wanted"].map(body => passes({ body }))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("matches the body of a message that is text as text", () => {
    const passes = messageFilter(filters({ body: [{ prefix: "hel" }] }));
    expect(["hello", "goodbye"].map(body => passes({ body }))).toEqual([true, false]);
  });

  it("rejects an invalid pattern", () => {
    expect(() => recordFilter({ Filters: [{ Pattern: "{" }] })).toThrow();
    expect(() => recordFilter(filters({ eventName: "INSERT" }))).toThrow();
  });
});
