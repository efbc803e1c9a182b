import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBatchAnswer } from "./batch-response.ts";

describe("reading which items of a batch failed", () => {
  const ids = ["a", "b", "c"];

  it("finds the items that are named", () => {
    fc.assert(
      fc.property(fc.subarray(ids), failed => {
        const batchItemFailures = failed.map(itemIdentifier => ({ itemIdentifier }));
        expect([...readBatchAnswer(JSON.stringify({ batchItemFailures }), ids).failed]).toEqual(
          failed.map(id => ids.indexOf(id)),
        );
      }),
    );
  });

  it.each(["null", '""', "[]", "{}", '{"batchItemFailures":null}', '{"batchItemFailures":[]}'])(
    "treats %s as success",
    payload => {
      expect(readBatchAnswer(payload, ids).failed.size).toBe(0);
    },
  );

  it.each([
    '"text"',
    '{"batchItemFailures":"a"}',
    '{"batchItemFailures":["a"]}',
    '{"batchItemFailures":[{"itemIdentifier":""}]}',
    '{"batchItemFailures":[{"itemIdentifier":null}]}',
    '{"batchItemFailures":[{"wrongName":"a"}]}',
    '{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"unknown"}]}',
  ])("takes %s for the failure of the whole batch", payload => {
    expect([...readBatchAnswer(payload, ids).failed]).toEqual([0, 1, 2]);
  });
});
