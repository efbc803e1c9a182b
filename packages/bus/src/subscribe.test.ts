import { unsubscribe as unwatch, subscribe as watch } from "node:diagnostics_channel";
import type { ContractOperation } from "@tributary/contract/contract-operation";
import { MESSAGE_OUTCOMES } from "@tributary/contract/message-outcome";
import type { Idempotency } from "@tributary/delivery/idempotency";
import { memoryIdempotency } from "@tributary/delivery/memory-idempotency";
import { memoryQuarantine } from "@tributary/delivery/memory-quarantine";
import { PermanentError } from "@tributary/delivery/permanent-error";
import type { Quarantine } from "@tributary/delivery/quarantine";
import type { SQSEvent } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { envelope } from "./envelope.ts";
import type { LogFields } from "./log.ts";
import type { Causation } from "./outgoing-event.ts";
import { type CountedDetail, sampleContract, sampleEvent } from "./sample-contract-fixture.ts";
import { subscribe } from "./subscribe.ts";

const operation = (name: string): ContractOperation<CountedDetail, "eventId"> => ({
  contract: sampleContract(name),
  bus: "sample",
  delivery: { order: "sequence", dedupe: "eventId" },
});
const receives = { "Counted.v1": operation("Counted"), "Other.v1": operation("Other") } as const;

const body = (n: number, data: unknown = { n }) =>
  JSON.stringify({
    "detail-type": "Counted.v1",
    source: "tributary.sample",
    detail: envelope(sampleEvent(n, data), "2026-01-01T00:00:00Z"),
  });
const batch = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((text, index) => ({
    messageId: `m${index}`,
    receiptHandle: "r",
    body: text,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "1767225600000",
      SenderId: "s",
      ApproximateFirstReceiveTimestamp: "1767225600000",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:q",
    awsRegion: "us-east-1",
  })),
});

/** A subscription with everything in memory; `handle` stands for the service. */
function consumer(
  handle: (n: number) => Promise<void> = async () => {},
  over: Partial<Idempotency> = {},
  quarantine?: Quarantine,
) {
  let time = Date.parse("2026-01-01T00:00:00Z");
  const handled: number[] = [];
  const causes: Causation[] = [];
  const logged: LogFields[] = [];
  const aside = memoryQuarantine();
  const idempotency = { ...memoryIdempotency(() => time), ...over };
  const note = (message: string, fields: LogFields) => void logged.push({ message, ...fields });
  let made = 0;
  const consume = subscribe({
    service: "sample",
    receives,
    handlers: {
      "Counted.v1": async ({ data }, { causedBy }) => {
        causes.push(causedBy);
        await handle(data.n);
        handled.push(data.n);
      },
      "Other.v1": async () => {},
    },
    dependencies() {
      made++;
      return { idempotency, quarantine: quarantine ?? aside.quarantine, log: { info: note, warn: note, error: note } };
    },
  });
  const receive = async (...bodies: string[]) => {
    const response = await consume(batch(...bodies), { getRemainingTimeInMillis: () => 10_000 });
    return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return {
    receive,
    handled,
    causes,
    logged,
    aside,
    idempotency,
    made: () => made,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

test("handles each event of a batch once", async () => {
  const { receive, handled, made } = consumer();
  expect(await receive(body(1), body(2))).toEqual([]);
  expect(await receive(body(1), body(3))).toEqual([]);
  expect(handled).toEqual([1, 2, 3]);
  expect(made()).toBe(1);
});

test("handles an event once when its duplicate is in the same batch", async () => {
  const told = outcomesTold();
  const { receive, handled } = consumer();
  expect(await receive(body(1), body(1), body(1))).toEqual([]);
  expect(handled).toEqual([1]);
  expect(told).toEqual(["m1", "m2"].map(messageId => ({ outcome: "duplicate", messageId })));
});

test("tells who watches that it had handled the event before", async () => {
  const told = outcomesTold();
  const { receive } = consumer();
  await receive(body(1));
  expect(told).toEqual([]);
  await receive(body(1));
  expect(told).toEqual([{ outcome: "duplicate", messageId: "m0" }]);
});

test("reports only the message whose handler threw, and handles its redelivery", async () => {
  let broken = true;
  const { receive, handled } = consumer(async n => {
    if (n === 2 && broken) throw new Error("the table is away");
  });
  expect(await receive(body(1), body(2), body(3))).toEqual(["m1"]);
  expect(handled).toEqual([1, 3]);
  broken = false;
  expect(await receive(body(2))).toEqual([]);
  expect(handled).toEqual([1, 3, 2]);
});

test("reports every message, and does not throw, when all fail", async () => {
  const { receive } = consumer(async () => Promise.reject(new Error("away")));
  expect(await receive(body(1), body(1), body(2))).toEqual(["m0", "m1", "m2"]);
});

test("leaves an event alone while another invocation holds it, until its lease ends", async () => {
  const { receive, handled, idempotency, pass } = consumer();
  const { eventId } = envelope(sampleEvent(1), "").metadata;
  await idempotency.claim(eventId, { leaseMs: 10_000 });
  expect(await receive(body(1))).toEqual(["m0"]);
  expect(handled).toEqual([]);
  pass(10_001);
  expect(await receive(body(1))).toEqual([]);
  expect(handled).toEqual([1]);
});

test("reports an event whose claim was lost before it was confirmed", async () => {
  const { receive, logged } = consumer(async () => {}, { confirm: async () => false });
  expect(await receive(body(1))).toEqual(["m0"]);
  expect(logged).toMatchObject([{ error: "LeaseLostError" }]);
});

test("quarantines poison of every kind and handles its neighbours", async () => {
  const { receive, handled, aside, logged } = consumer();
  const poison = ["not JSON: Chalmers", "{}", body(2).replace("Counted.v1", "Unknown.v1"), body(3, { n: "Chalmers" })];
  expect(await receive(body(1), ...poison, body(4))).toEqual([]);
  expect(handled).toEqual([1, 4]);
  expect([...aside.objects.values()].sort()).toEqual([...poison].sort());
  expect(aside.reports.map(({ contract }) => contract)).toEqual([null, null, null, "Counted.v1"]);
  expect(JSON.stringify([aside.reports, logged])).not.toContain("Chalmers");
});

test("keeps one copy of poison that is delivered twice", async () => {
  const { receive, aside } = consumer();
  await receive("poison");
  await receive("poison");
  expect([...aside.objects.keys()]).toEqual([expect.stringMatching(/^sample\/2026-01-01\/[0-9a-f]{32}\.json$/)]);
});

test("quarantines an event on a permanent error, and does not handle it again", async () => {
  const violation = { pointer: "/data/n", keyword: "maximum", message: "must be less" };
  let tries = 0;
  const { receive, aside } = consumer(async () => {
    tries++;
    throw new PermanentError("The count is beyond what is kept.", [violation]);
  });
  expect(await receive(body(1))).toEqual([]);
  expect(await receive(body(1))).toEqual([]);
  expect(tries).toBe(1);
  expect(aside.reports).toMatchObject([
    { contract: "Counted.v1", violations: [{ pointer: "/data/n", keyword: "maximum" }] },
  ]);
});

test("redelivers an event that it could not quarantine", async () => {
  let tries = 0;
  const { receive } = consumer(
    async () => {
      tries++;
      throw new PermanentError("The count is beyond what is kept.");
    },
    {},
    () => Promise.reject(new Error("no bucket")),
  );
  expect((await receive(body(1), "poison")).sort()).toEqual(["m0", "m1"]);
  expect(await receive(body(1))).toEqual(["m0"]);
  expect(tries).toBe(2);
});

test("names the event as the cause of what its handler publishes", async () => {
  const { receive, causes } = consumer();
  await receive(body(1));
  const { correlationId, eventId, traceparent } = envelope(sampleEvent(1), "").metadata;
  expect(causes).toEqual([{ correlationId, causationId: eventId, traceparent }]);
});

test("logs the kind of a failure and the event's ids, not the failure's message", async () => {
  const { receive, logged } = consumer(async () => Promise.reject(new RangeError("Chalmers is too long")));
  await receive(body(1));
  expect(logged).toMatchObject([{ error: "RangeError", correlationId: "correlation-1", detailType: "Counted.v1" }]);
  expect(JSON.stringify(logged)).not.toContain("Chalmers");
});

test("logs no arbitrary name or code of a failure", async () => {
  const failure = Object.assign(new RangeError("x"), { name: "Peter Chalmers", code: "Chalmers" });
  const { receive, logged } = consumer(async () => Promise.reject(failure));
  await receive(body(1));
  expect(logged).toMatchObject([{ error: "RangeError" }]);
  expect(JSON.stringify(logged)).not.toContain("Chalmers");
});

test("handles every event once, whatever is delivered twice, out of order or fails on the way", async () => {
  const deliveries = fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 10 }), { maxLength: 8 });
  const failures = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 10, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(deliveries, failures, async (batches, allowance) => {
      const left = [...allowance];
      const { receive, handled } = consumer(async n => {
        if ((left[n] ?? 0) > 0) {
          left[n] = (left[n] ?? 0) - 1;
          throw new Error("not now");
        }
      });
      const queue = batches.map(numbers => numbers.map(n => body(n)));
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const failed = await receive(...next);
        const again = failed.map(id => next?.[Number(id.slice(1))] ?? "");
        if (again.length > 0) queue.push(again);
      }
      expect([...handled].sort()).toEqual([...new Set(batches.flat())].sort());
    }),
  );
});

/** What is told, during this test, to whoever watches. */
function outcomesTold(): unknown[] {
  const told: unknown[] = [];
  const hear = (outcome: unknown) => void told.push(outcome);
  watch(MESSAGE_OUTCOMES, hear);
  onTestFinished(() => void unwatch(MESSAGE_OUTCOMES, hear));
  return told;
}

describe("an event received with dedupe: sequence", () => {
  const guardedReceives = {
    "Counted.v1": {
      ...{ contract: sampleContract("Counted"), bus: "sample" },
      delivery: { order: "sequence", dedupe: "sequence" },
    },
  } as const satisfies Record<string, ContractOperation<CountedDetail, "sequence">>;

  /** A consumer whose effect is the highest sequence of each subject; it has no claims to use. */
  function guardedConsumer(fail: () => boolean = () => false) {
    const newest = new Map<string, string>();
    const outcomes: string[] = [];
    const { quarantine } = memoryQuarantine();
    const consume = subscribe({
      ...{
        service: "sample",
        receives: guardedReceives as Record<string, ContractOperation<CountedDetail, "sequence">>,
      },
      handlers: {
        "Counted.v1": {
          guarded: async ({ metadata: { subject, sequence } }) => {
            const outcome = (newest.get(subject) ?? "") < sequence ? "applied" : "stale";
            if (outcome === "applied") newest.set(subject, sequence);
            if (fail()) throw new Error("the answer was lost");
            outcomes.push(outcome);
            return outcome;
          },
        },
      },
      dependencies: () => ({ quarantine, log: { info() {}, warn() {}, error() {} } }),
    });
    const receive = async (...bodies: string[]) =>
      (await consume(batch(...bodies), { getRemainingTimeInMillis: () => 10_000 })).batchItemFailures.length;
    return { receive, outcomes };
  }

  test("is written once without a claim, and a repetition is stale", async () => {
    const { receive, outcomes } = guardedConsumer();
    expect(await receive(body(1), body(2))).toBe(0);
    expect(await receive(body(1), body(1))).toBe(0);
    expect(outcomes).toEqual(["applied", "applied", "stale", "stale"]);
  });

  test("tells who watches that it was stale, and only then", async () => {
    const told = outcomesTold();
    const { receive } = guardedConsumer();
    await receive(body(1));
    expect(told).toEqual([]);
    await receive(body(1));
    expect(told).toEqual([{ outcome: "stale", messageId: expect.any(String) }]);
  });

  test("is redelivered when its handler failed, even after the write", async () => {
    const failures = [true, false];
    const { receive, outcomes } = guardedConsumer(() => failures.shift() ?? false);
    expect(await receive(body(1))).toBe(1);
    expect(await receive(body(1))).toBe(0);
    expect(outcomes).toEqual(["stale"]);
  });

  test("requires a guarded handler, at compile time and at the start", () => {
    const dependencies = () => ({ ...memoryQuarantine(), log: console });
    const plain = { "Counted.v1": async () => {} };
    // @ts-expect-error The handler guards no write.
    const refused = () => subscribe({ service: "s", receives: guardedReceives, dependencies, handlers: plain });
    expect(refused).toThrow("Counted.v1 is received with dedupe: sequence, so its handler must be { guarded }");
  });

  test("is the only kind allowed for a guarded handler", () => {
    const dependencies = () => ({ ...memoryQuarantine(), idempotency: memoryIdempotency(), log: console });
    const handlers = { "Counted.v1": { guarded: async () => "applied" as const }, "Other.v1": async () => {} };
    // @ts-expect-error The event is claimed.
    const refused = () => subscribe({ service: "s", receives, dependencies, handlers });
    expect(refused).toThrow("Counted.v1 is received with dedupe: eventId, so its handler must be a function");
  });

  test("needs no claims, unlike claimed events", async () => {
    const dependencies = () => ({ ...memoryQuarantine(), log: console });
    const handlers = { "Counted.v1": async () => {}, "Other.v1": async () => {} };
    // @ts-expect-error There is no idempotency.
    const consume = subscribe({ service: "s", receives, dependencies, handlers });
    await expect(consume(batch(body(1)), { getRemainingTimeInMillis: () => 1_000 })).rejects.toThrow("idempotency");
  });
});

test("an event received with dedupe: none is handled at every delivery", async () => {
  const numbers: number[] = [];
  const contract = sampleContract("Counted");
  const consume = subscribe({
    service: "sample",
    receives: { "Counted.v1": { contract, bus: "sample", delivery: { order: "none", dedupe: "none" } } } as Readonly<
      Record<"Counted.v1", ContractOperation<CountedDetail, "none">>
    >,
    handlers: { "Counted.v1": async ({ data }) => void numbers.push(data.n) },
    dependencies: () => ({ ...memoryQuarantine(), log: console }),
  });
  await consume(batch(body(1), body(1)), { getRemainingTimeInMillis: () => 10_000 });
  expect(numbers).toEqual([1, 1]);
});

describe("a handler map", () => {
  const dependencies = () => ({ ...memoryQuarantine(), idempotency: memoryIdempotency(), log: console });
  const handle = async () => {};

  test("that misses a received event does not compile", () => {
    // @ts-expect-error Other.v1 is missing.
    expect(subscribe({ service: "s", receives, dependencies, handlers: { "Counted.v1": handle } })).toBeTypeOf(
      "function",
    );
  });

  test("with an event that is not received does not compile", () => {
    const known = { "Counted.v1": handle, "Other.v1": handle };
    // @ts-expect-error Third.v1 is not received.
    const consume = subscribe({ service: "s", receives, dependencies, handlers: { ...known, "Third.v1": handle } });
    expect(consume).toBeTypeOf("function");
  });

  test("types each handler by its own event", () => {
    const handlers = {
      "Counted.v1": async ({ data }: { data: { n: number } }) => void data.n.toFixed(),
      "Other.v1": handle,
    };
    expect(subscribe({ service: "s", receives, dependencies, handlers })).toBeTypeOf("function");
    const wrong = { ...handlers, "Counted.v1": async ({ data }: { data: { n: string } }) => void data.n.trim() };
    // @ts-expect-error n is a number.
    expect(subscribe({ service: "s", receives, dependencies, handlers: wrong })).toBeTypeOf("function");
  });
});
