import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { ownCloud } from "./own-cloud.ts";

it("keeps its state in memory where that is asked for, and in no folder of that name", async () => {
  const cloud = await ownCloud(process.cwd(), { port: 0, storage: "memory", iam: "enforce" });
  await cloud.stop();
  expect(existsSync("memory")).toBe(false);
});
