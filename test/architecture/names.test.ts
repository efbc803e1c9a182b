import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nameLimits } from "@tributary/contract-tools/name-limits";
import { evaluate } from "@tributary/synth/evaluate";
import { platformFolder } from "@tributary/synth/platform";
import { expect, test } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const installed = existsSync(join(platformFolder(repository), "node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

test.skipIf(!installed)("every name of the program is within AWS's limit, however long the stage", async () => {
  const stage = "feature-patient-merge-that-somebody-described-well";
  for (const graph of await evaluate(repository, [stage, `${stage}-pipe`])) {
    const names = graph.resources.flatMap(({ type, inputs }) => {
      const limited = Object.values(nameLimits).find(each => each.type === type);
      const name = limited && inputs[limited.input];
      return limited && typeof name === "string" ? [{ name, limit: limited.limit }] : [];
    });
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter(({ name, limit }) => name.length > limit)).toEqual([]);
    const rules = graph.resources.filter(({ type }) => type === "aws:cloudwatch/eventRule:EventRule");
    expect(new Set(rules.map(({ inputs }) => inputs.name)).size).toBe(rules.length);
  }
});
