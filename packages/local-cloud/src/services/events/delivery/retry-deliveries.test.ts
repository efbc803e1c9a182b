import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { Faults } from "../../../kernel/service.ts";
import { DEAD_LETTERS, openClinic, QUEUE, RULE } from "../clinic-fixture.ts";

describe("a delivery that fails", () => {
  const throttled = new AwsError("ThrottlingException", "slow down");
  const failing = (times: number): Faults => {
    let left = times;
    return {
      before: (service, operation) => {
        if (service === "sqs" && operation === "SendMessage" && left-- > 0) throw throttled;
      },
    };
  };

  it("is retried until it succeeds", async () => {
    const { put, received, cloud, clock, count } = await openClinic({ faults: failing(3) });
    await put({});
    expect(received()).toEqual([]);
    expect(cloud.pending()).toEqual({ events: 1 });
    await clock.advance(60_000);
    expect(received()).toHaveLength(1);
    expect(cloud.pending()).toEqual({});
    expect(count("events:retried")).toBe(3);
  });

  it("goes to the dead-letter queue after the last attempt, with AWS's attributes", async () => {
    const target = { RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 } };
    const { put, received, clock } = await openClinic({ faults: failing(99), target });
    const { Entries } = await put({});
    await clock.advance(60_000);
    const [message] = received(DEAD_LETTERS);
    expect(JSON.parse(message?.body ?? "").id).toBe(Entries?.[0]?.EventId);
    const attributes = Object.entries(message?.messageAttributes ?? {}).map(([name, value]) => [
      name,
      value.StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      RULE_ARN: RULE,
      TARGET_ARN: QUEUE,
      ERROR_CODE: "THROTTLING",
      ERROR_MESSAGE: "slow down",
      RETRY_ATTEMPTS: "2",
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
    });
  });

  it("goes to the dead-letter queue when the event is too old", async () => {
    const target = { RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 } };
    const { put, received, clock } = await openClinic({ faults: failing(Number.POSITIVE_INFINITY), target });
    await put({});
    await clock.advance(59_999);
    expect(received(DEAD_LETTERS)).toEqual([]);
    await clock.advance(1);
    const [message] = received(DEAD_LETTERS);
    expect(message?.messageAttributes.EXHAUSTED_RETRY_CONDITION?.StringValue).toBe("MaximumEventAgeInSeconds");
  });

  it("is not retried when the queue's policy does not allow it", async () => {
    const { put, received } = await openClinic({ policy: "" });
    await put({});
    expect(received(DEAD_LETTERS)[0]?.messageAttributes.ERROR_CODE?.StringValue).toBe("NO_PERMISSIONS");
  });

  it("is dropped by itself when the dead-letter queue refuses it", async () => {
    const { put, received, cloud, count } = await openClinic({ target: { Arn: `${QUEUE}-gone` } });
    const QueueUrl = "http://local/000000000000/dead";
    cloud.context.call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { MaximumMessageSize: "1024" } });
    const large = { Detail: JSON.stringify({ ward: "a", text: "x".repeat(1_024) }) };
    expect((await put(large, { Detail: '{"ward":"a","n":2}' })).FailedEntryCount).toBe(0);
    expect([count("events:dropped"), count("events:dead-lettered")]).toEqual([1, 1]);
    expect(received(DEAD_LETTERS).map(({ body }) => JSON.parse(body).detail.n)).toEqual([2]);
  });

  it("is not retried if the queue does not exist", async () => {
    const { put, received } = await openClinic({ target: { Arn: `${QUEUE}-gone` } });
    await put({});
    expect(received(DEAD_LETTERS)[0]?.messageAttributes.ERROR_CODE?.StringValue).toBe("NO_RESOURCE");
  });

  it("is counted as dropped without a dead-letter queue", async () => {
    const { put, count } = await openClinic({ target: { Arn: `${QUEUE}-gone`, DeadLetterConfig: undefined } });
    await put({});
    expect(count("events:dropped")).toBe(1);
  });

  it("is still to be made after a restart", async () => {
    const storage = mkdtempSync(join(tmpdir(), "tributary-events-"));
    onTestFinished(() => rmSync(storage, { recursive: true }));
    const before = await openClinic({ storage, faults: failing(1) });
    await before.put({});
    await before.stop();
    const after = await openClinic({ storage, made: true });
    expect(after.cloud.pending()).toEqual({ events: 1 });
    await after.clock.advance(2000);
    expect(after.received()).toHaveLength(1);
  });
});
