import fc from "fast-check";
import { expect, test } from "vitest";
import { fitName, type NamedKind, nameLimits } from "./name-limits.ts";

const kinds = Object.keys(nameLimits) as NamedKind[];
const longName = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9.-]{0,600}$/);

test("keeps a name that fits", () => {
  expect(fitName("rule", "a".repeat(64))).toBe("a".repeat(64));
});

test("shortens a name to its limit with a hash of the whole name", () => {
  const long = `tributary-feature-patient-merge-2-Timeline-PatientRecordChanged.v1`;
  expect(fitName("rule", long)).toMatch(/^tributary-feature-patient-merge-2-Timeline-PatientReco\w*-[0-9a-f]{8}$/);
});

test("never exceeds the limit and never makes two names one", () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), longName, longName, (kind, one, other) => {
      expect(fitName(kind, one).length).toBeLessThanOrEqual(nameLimits[kind].limit);
      expect(fitName(kind, one)).toMatch(/^[a-zA-Z0-9.-]+$/);
      if (one !== other) expect(fitName(kind, one)).not.toBe(fitName(kind, other));
    }),
  );
});

test("keeps two long names apart that differ only in the last character", () => {
  const start = "x".repeat(600);
  for (const kind of kinds) expect(fitName(kind, `${start}1`)).not.toBe(fitName(kind, `${start}2`));
});
