import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { operatorFunction } from "./operator-function.ts";

const config = fileURLToPath(new URL("../template/tributary.config.ts", import.meta.url));

test("says in a new repository, which has no source to compare, how a table becomes one", async () => {
  await expect(operatorFunction({ config }, "visits")).rejects.toMatchObject({
    name: "UsageError",
    message: expect.stringMatching(
      /graph\.json has no source visits; it has none yet; a table becomes one by tableComparison of .*; see docs\/registry-comparison\.md$/,
    ),
  });
});
