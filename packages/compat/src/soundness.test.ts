import { describe, expect, test } from "vitest";
import { compareSchemas } from "./compare-schemas.ts";
import { referencePair } from "./reference-pair-fixture.ts";
import { compileSchema } from "./schema-check.ts";
import { payloads, type Random, schemaPair, seededRandom } from "./schema-pair-fixture.ts";

/** More in `npm run soak`, or by hand: TRIBUTARY_SCHEMA_PAIRS=100000 TRIBUTARY_SEED=7 npx vitest run packages/compat */
const pairs = Number(process.env.TRIBUTARY_SCHEMA_PAIRS ?? 3_000);
const first = Number(process.env.TRIBUTARY_SEED ?? 1);
const timeout = 3_600_000;
/** A limit is watched by a thread of its own, which takes longer than a comparison; and a verdict depends on no machine. */
const unlimited = {
  limits: {
    compileMs: Number.POSITIVE_INFINITY,
    searchMs: Number.POSITIVE_INFINITY,
    confirmMs: Number.POSITIVE_INFINITY,
  },
};

type Kind = readonly [name: string, make: (random: Random) => readonly [unknown, unknown], count: number];
const kinds: readonly Kind[] = [
  ["made of all keywords", schemaPair, pairs],
  ["that differ behind references", referencePair, Math.ceil(pairs / 10)],
];

describe.each(kinds)("of schemas %s", (_what, make, count) => {
  test(`never calls compatible what a payload refutes, in ${count} pairs`, { timeout }, () => {
    const counts = { compatible: 0, incompatible: 0, unknown: 0 };
    for (let seed = first; seed < first + count; seed++) {
      const random = seededRandom(seed);
      const [before, after] = make(random);
      const { findings } = compareSchemas({ name: "old", schema: before }, { name: "new", schema: after }, unlimited);
      const checks = { old: compileSchema("old", before).check, new: compileSchema("new", after).check };
      for (const finding of findings) {
        counts[finding.verdict]++;
        if (finding.verdict === "incompatible") {
          const { counterExample, validUnder, invalidUnder } = finding;
          const valid = (name: string) => checks[name as "old" | "new"](counterExample) === undefined;
          expect([valid(validUnder), valid(invalidUnder)], `seed ${seed}`).toEqual([true, false]);
        }
        if (finding.verdict !== "compatible") continue;
        const [sends, receives] =
          finding.direction === "backward" ? [checks.old, checks.new] : [checks.new, checks.old];
        const refutation = payloads(random, 150).find(
          each => sends(each) === undefined && receives(each) !== undefined,
        );
        expect(refutation, `seed ${seed}, ${finding.direction}`).toBeUndefined();
      }
    }
    // A solver that never decides would be sound as well, and of no use.
    expect(counts.unknown).toBeLessThan(2 + count * 2 * 0.06);
    expect(counts.compatible).toBeGreaterThan(count * 2 * 0.3);
    expect(counts.incompatible).toBeGreaterThan(count * 2 * 0.3);
  });

  test("calls each compatible with itself", { timeout }, () => {
    for (let seed = first; seed < first + count / 5; seed++) {
      const [schema] = make(seededRandom(seed));
      const copy = structuredClone(schema);
      const { verdict } = compareSchemas({ name: "old", schema }, { name: "new", schema: copy }, unlimited);
      expect(verdict, `seed ${seed}`).toBe("compatible");
    }
  });

  test("calls each compatible with what says the same otherwise, or does not decide", { timeout }, () => {
    let undecided = 0;
    for (let seed = first; seed < first + count / 5; seed++) {
      const [schema] = make(seededRandom(seed));
      const same = typeof schema === "boolean" ? { allOf: [schema] } : { ...(schema as object), readOnly: true };
      const { verdict } = compareSchemas({ name: "old", schema }, { name: "new", schema: same }, unlimited);
      expect(verdict, `seed ${seed}`).not.toBe("incompatible");
      if (verdict === "unknown") undecided++;
    }
    expect(undecided).toBeLessThanOrEqual(2 + (count / 5) * 0.08);
  });
});
