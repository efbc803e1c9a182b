import type { SQSEvent } from "aws-lambda";
import { expect, test } from "vitest";

test("asks for links at the first invocation, not when it is imported", async () => {
  expect(process.env.SST_RESOURCE_App).toBeUndefined();
  const { consume } = await import("./handler.ts");
  const batch: SQSEvent = { Records: [] };
  await expect(consume(batch, { getRemainingTimeInMillis: () => 1_000 })).rejects.toThrow("SST links");
});
