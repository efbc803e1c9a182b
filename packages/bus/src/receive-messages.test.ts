import type { Validation } from "@tributary/contract/event-contract";
import { memoryQuarantine } from "@tributary/delivery/memory-quarantine";
import type { Quarantine } from "@tributary/delivery/quarantine";
import type { SQSEvent } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MessageOutcome, receiveMessages } from "./receive-messages.ts";

const sentAt = Date.parse("2026-01-01T00:00:00Z");

function batch(...bodies: string[]): SQSEvent {
  const attributes = {
    ApproximateReceiveCount: "1",
    SentTimestamp: String(sentAt),
    SenderId: "s",
    ApproximateFirstReceiveTimestamp: String(sentAt),
  };
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m${index}`,
      receiptHandle: "r",
      body,
      attributes,
      messageAttributes: {},
      md5OfBody: "",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:q",
      awsRegion: "us-east-1",
    })),
  };
}

function decode(body: unknown): Validation<number> {
  if (typeof body === "number") return { valid: true, value: body };
  return { valid: false, violations: [{ pointer: "", keyword: "type", message: "must be a number" }] };
}

/** A receiver of numbers; `outcome` stands for the service. */
function receiver(outcome: (message: number) => MessageOutcome = () => ({ outcome: "done" }), quarantine?: Quarantine) {
  const aside = memoryQuarantine();
  const handled: number[][] = [];
  const deadlines: number[] = [];
  const logged: unknown[] = [];
  const note = (message: string, fields: object) => void logged.push({ message, ...fields });
  let made = 0;
  const receive = receiveMessages({
    service: "sample",
    decode,
    async handle(messages, { deadline }) {
      handled.push([...messages]);
      deadlines.push(deadline);
      return messages.map(outcome);
    },
    dependencies() {
      made++;
      return { quarantine: quarantine ?? aside.quarantine, log: { info: note, warn: note, error: note } };
    },
  });
  return {
    ...{ handled, deadlines, logged, aside, made: () => made },
    async failures(...bodies: string[]): Promise<string[]> {
      const response = await receive(batch(...bodies), { getRemainingTimeInMillis: () => 5_000 });
      return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
}

describe("receiving messages", () => {
  test("hands over the whole batch at once, with a deadline before its own", async () => {
    const { failures, handled, deadlines, made } = receiver();
    const before = Date.now();
    expect(await failures("1", "2", "3")).toEqual([]);
    expect(await failures("4")).toEqual([]);
    expect(handled).toEqual([[1, 2, 3], [4]]);
    expect(deadlines[0]).toBeGreaterThanOrEqual(before + 1_000);
    expect(deadlines[0]).toBeLessThan(Date.now() + 5_000);
    expect(made()).toBe(1);
  });

  test("redelivers only failed messages", async () => {
    const { failures, logged } = receiver(message =>
      message === 2 ? { outcome: "failed", error: "Throttled" } : { outcome: "done" },
    );
    expect(await failures("1", "2", "3")).toEqual(["m1"]);
    expect(logged).toEqual([{ message: "A message failed; it will come again", messageId: "m1", error: "Throttled" }]);
  });

  test("quarantines malformed or refused messages whole, and reports no value", async () => {
    const violations = [{ pointer: "/n", keyword: "maximum", message: "must be smaller" }];
    const { failures, handled, aside, logged } = receiver(message =>
      message > 5 ? { outcome: "refused", violations } : { outcome: "done" },
    );
    expect(await failures('"Chalmers"', "{Chalmers", "6", "5")).toEqual([]);
    expect(handled).toEqual([[6, 5]]);
    expect([...aside.objects.values()].sort()).toEqual(['"Chalmers"', "6", "{Chalmers"].sort());
    expect(aside.reports.map(({ violations: found }) => found[0]?.keyword).sort()).toEqual([
      "format",
      "maximum",
      "type",
    ]);
    expect(aside.reports.every(({ at, source }) => at === "2026-01-01T00:00:00.000Z" && source === "sample")).toBe(
      true,
    );
    expect(JSON.stringify(logged)).not.toContain("Chalmers");
  });

  test("redelivers a message that it could not quarantine", async () => {
    const { failures } = receiver(undefined, async () => {
      throw new Error("no bucket");
    });
    expect(await failures("1", "{")).toEqual(["m1"]);
  });

  test("redelivers all but malformed messages when the handler rejects", async () => {
    const { failures, logged } = receiver(() => {
      throw Object.assign(new TypeError("Chalmers"), { code: "EPIPE" });
    });
    expect(await failures("1", "{", "2")).toEqual(["m0", "m2"]);
    expect(JSON.stringify(logged)).not.toContain("Chalmers");
  });

  test("does not hand over an empty batch", async () => {
    const { failures, handled } = receiver();
    expect(await failures("{")).toEqual([]);
    expect(handled).toEqual([]);
  });

  test("every message is handled, quarantined or redelivered, whatever arrives", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.nat(9).map(String), fc.json(), fc.string())), async bodies => {
        const { failures, aside } = receiver(message =>
          message % 2 === 0 ? { outcome: "done" } : { outcome: "failed", error: "odd" },
        );
        const decoded = bodies.map(body => {
          try {
            return decode(JSON.parse(body));
          } catch {
            return { valid: false } as const;
          }
        });
        const odd = decoded.flatMap((one, index) => (one.valid && one.value % 2 !== 0 ? [`m${index}`] : []));
        expect(await failures(...bodies)).toEqual(odd);
        expect(aside.reports).toHaveLength(decoded.filter(one => !one.valid).length);
      }),
    );
  });
});
