import { checkContracts } from "@tributary/contract-tools/check-contracts";
import { generateContracts } from "@tributary/contract-tools/generate-contracts";
import { expect, test } from "vitest";
import { contractsRoot } from "./contracts.ts";

test("the contracts are clean", async () => {
  expect(await checkContracts(contractsRoot)).toEqual([]);
});

test("the committed files are what the contracts generate", async () => {
  const { written, removed, total } = await generateContracts(contractsRoot, { check: true });
  expect({ written, removed }, "run npx tributary generate").toEqual({ written: [], removed: [] });
  expect(total).toBeGreaterThan(0);
});
