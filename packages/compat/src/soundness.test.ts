import { expect, test } from "vitest";
import { compareSchemas } from "./compare-schemas.ts";
import { schemaCheck } from "./schema-check.ts";
import { payloads, schemaPair, seededRandom } from "./schema-pair-fixtures.ts";

/** More by hand: TRIBUTARY_SCHEMA_PAIRS=100000 TRIBUTARY_SEED=7 npx vitest run packages/compat */
const pairs = Number(process.env.TRIBUTARY_SCHEMA_PAIRS ?? 10_000);
const first = Number(process.env.TRIBUTARY_SEED ?? 1);

test(`never calls compatible what a payload refutes, in ${pairs} pairs of schemas`, { timeout: 3_600_000 }, () => {
  const counts = { compatible: 0, incompatible: 0, unknown: 0 };
  for (let seed = first; seed < first + pairs; seed++) {
    const random = seededRandom(seed);
    const [before, after] = schemaPair(random);
    const { findings } = compareSchemas({ name: "old", schema: before }, { name: "new", schema: after });
    const checks = { old: schemaCheck("old", before), new: schemaCheck("new", after) };
    for (const finding of findings) {
      counts[finding.verdict]++;
      if (finding.verdict === "incompatible") {
        const { counterExample, validUnder, invalidUnder } = finding;
        const valid = (name: string) => checks[name as "old" | "new"](counterExample) === undefined;
        expect([valid(validUnder), valid(invalidUnder)], `seed ${seed}`).toEqual([true, false]);
      }
      if (finding.verdict !== "compatible") continue;
      const [sends, receives] = finding.direction === "backward" ? [checks.old, checks.new] : [checks.new, checks.old];
      const refutation = payloads(random, 150).find(each => sends(each) === undefined && receives(each) !== undefined);
      expect(refutation, `seed ${seed}, ${finding.direction}`).toBeUndefined();
    }
  }
  // A solver that never decides would be sound as well, and of no use.
  expect(counts.unknown).toBeLessThan(pairs * 2 * 0.04);
  expect(counts.compatible).toBeGreaterThan(pairs * 2 * 0.3);
  expect(counts.incompatible).toBeGreaterThan(pairs * 2 * 0.3);
});
