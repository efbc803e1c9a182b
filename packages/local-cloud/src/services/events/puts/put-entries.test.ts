import type { PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { openClinic } from "../clinic-fixture.ts";

describe("an entry", () => {
  it.each([
    [{ Source: undefined }, "InvalidArgument"],
    [{ DetailType: undefined }, "InvalidArgument"],
    [{ Detail: undefined }, "InvalidArgument"],
    [{ Detail: "{" }, "MalformedDetail"],
    [{ Detail: "[]" }, "MalformedDetail"],
    [{ Source: "aws.ec2" }, "NotAuthorizedForSourceException"],
  ])("that is not valid fails alone: %j", async (wrong, code) => {
    const { put, received } = await openClinic();
    const { FailedEntryCount, Entries } = await put({}, wrong, {});
    expect(FailedEntryCount).toBe(1);
    expect(Entries?.map(entry => entry.ErrorCode)).toEqual([undefined, code, undefined]);
    expect(received()).toHaveLength(2);
  });

  it("fails only itself when injected", async () => {
    const fault = { code: "InternalFailure", message: "no" };
    const { put } = await openClinic({
      faults: { entry: (_s, _o, entry) => ((entry as PutEventsRequestEntry).Source === "x" ? fault : undefined) },
    });
    const { Entries } = await put({ Source: "x" }, {});
    expect(Entries?.map(entry => entry.ErrorCode)).toEqual(["InternalFailure", undefined]);
  });

  it("for a missing bus is accepted and dropped, visibly", async () => {
    const { put, count } = await openClinic();
    expect((await put({ EventBusName: "nowhere" })).FailedEntryCount).toBe(0);
    expect(count("events:dropped")).toBe(1);
  });

  it("too many, or more than fit, fail the request", async () => {
    const { put } = await openClinic();
    const refused = expect.objectContaining({ name: "ValidationException" });
    await expect(put(...Array.from({ length: 11 }, () => ({})))).rejects.toEqual(refused);
    await expect(put({ Detail: JSON.stringify({ text: "x".repeat(1_048_576) }) })).rejects.toEqual(refused);
  });
});
