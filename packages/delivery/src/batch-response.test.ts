import { describe, expect, it } from "vitest";
import { queueResponse, streamResponse } from "./batch-response.ts";

const records = (...failed: boolean[]) => failed.map((one, index) => ({ id: String(index), failed: one }));
const failures = (...ids: string[]) => ({ batchItemFailures: ids.map(itemIdentifier => ({ itemIdentifier })) });

describe.each([queueResponse, streamResponse])("$name", response => {
  it("reports nothing for a batch that went well", () => {
    expect(response(records(false, false))).toEqual(failures());
    expect(response([])).toEqual(failures());
  });
});

it("reports each message of a queue that failed", () => {
  expect(queueResponse(records(false, true, false, true))).toEqual(failures("1", "3"));
});

it("reports only the first failure of a stream, which is where Lambda retries from", () => {
  expect(streamResponse(records(false, true, false, true))).toEqual(failures("1"));
  expect(streamResponse([{ id: "", failed: true }])).toEqual(failures(""));
});
