import { expect, test } from "vitest";

test("asks for links at the first invocation, not when it is imported", async () => {
  expect(process.env.SST_RESOURCE_App).toBeUndefined();
  const { notices, subscribeDatastore } = await import("./handler.ts");
  await expect(notices({ Records: [] }, { getRemainingTimeInMillis: () => 1_000 })).rejects.toThrow("SST links");
  await expect(subscribeDatastore()).rejects.toThrow("SST links");
});
