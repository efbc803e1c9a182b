import { expect, test } from "vitest";
import { streamBatchResponse } from "./stream-batch-response.ts";

const states = (...failed: boolean[]) => failed.map((one, index) => ({ sequenceNumber: String(index), failed: one }));

test("reports nothing for a batch that went well", () => {
  expect(streamBatchResponse(states(false, false))).toEqual({ batchItemFailures: [] });
  expect(streamBatchResponse([])).toEqual({ batchItemFailures: [] });
});

test("reports the first failure alone, which is where the stream starts again", () => {
  expect(streamBatchResponse(states(false, true, false, true))).toEqual({
    batchItemFailures: [{ itemIdentifier: "1" }],
  });
});
