import { expect, test } from "vitest";
import { fitted } from "./live-view.ts";

const line = "Claim: written 17 → published 17 → applied 17 · suppressed 0 · lag p50 2.6 s, p99 2.6 s";

test("breaks only lines wider than the terminal, between their parts", () => {
  expect(fitted(`short\n${line}`, 60).split("\n")).toEqual([
    "short",
    "Claim: written 17 → published 17 → applied 17 · suppressed 0",
    "  · lag p50 2.6 s, p99 2.6 s",
  ]);
  expect(fitted(line, 30).split("\n")).toEqual([
    "Claim: written 17",
    "  → published 17 → applied 17",
    "  · suppressed 0",
    "  · lag p50 2.6 s, p99 2.6 s",
  ]);
  expect(fitted(line, line.length)).toBe(line);
});
