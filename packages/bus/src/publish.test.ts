import fc from "fast-check";
import { expect, test } from "vitest";
import { createPublisher, type PublisherOptions } from "./publish.ts";
import type { PutEvents, PutEventsEntry } from "./put-events.ts";
import { sampleEvent } from "./sample-contract-fixture.ts";

/** A bus that accepts or refuses each entry as told: an error code, `throw` for the whole call, or undefined for yes. */
function bus(decide: (n: number, attempt: number) => string | undefined = () => undefined) {
  const attempts = new Map<number, number>();
  const accepted: number[] = [];
  const calls: number[][] = [];
  const entries: PutEventsEntry[] = [];
  const putEvents: PutEvents = async call => {
    const numbers = call.map(({ Detail }) => JSON.parse(Detail).data.n as number);
    calls.push(numbers);
    entries.push(...call);
    const answers = numbers.map(n => {
      const attempt = (attempts.get(n) ?? 0) + 1;
      attempts.set(n, attempt);
      return decide(n, attempt);
    });
    if (answers.includes("throw")) throw Object.assign(new Error("gone"), { name: "Error", code: "ECONNRESET" });
    return answers.map((code, index) => {
      if (code !== undefined) return { ErrorCode: code };
      accepted.push(numbers[index] ?? -1);
      return { EventId: `bus-${numbers[index]}` };
    });
  };
  return { putEvents, calls, accepted, entries };
}

const waits: number[] = [];
const publisher = (putEvents: PutEvents, over: Partial<PublisherOptions> = {}) =>
  createPublisher({
    putEvents,
    busName: "clinical",
    now: () => 0,
    random: () => 0.5,
    sleep: async milliseconds => void waits.push(milliseconds),
    ...over,
  });
const events = (count: number) => Array.from({ length: count }, (_, n) => sampleEvent(n));

test("sends what the contract says, in calls of ten", async () => {
  const { putEvents, calls, entries } = bus();
  const outcomes = await publisher(putEvents)(events(23));
  expect(calls.map(call => call.length)).toEqual([10, 10, 3]);
  expect(entries[0]).toMatchObject({ EventBusName: "clinical", Source: "tributary.sample", DetailType: "Counted.v1" });
  expect(outcomes).toHaveLength(23);
  expect(outcomes[22]).toMatchObject({ outcome: "published", busEventId: "bus-22" });
});

test("makes no call for no event", async () => {
  const { putEvents, calls } = bus();
  expect(await publisher(putEvents)([])).toEqual([]);
  expect(calls).toEqual([]);
});

test("retries only failed entries", async () => {
  const { putEvents, calls } = bus((n, attempt) => (n % 4 === 1 && attempt === 1 ? "ThrottlingException" : undefined));
  const outcomes = await publisher(putEvents)(events(10));
  expect(calls).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 5, 9],
  ]);
  expect(outcomes.every(({ outcome }) => outcome === "published")).toBe(true);
});

test("retries a whole call that got no answer", async () => {
  const { putEvents, calls } = bus((_, attempt) => (attempt === 1 ? "throw" : undefined));
  expect((await publisher(putEvents)(events(2))).map(({ outcome }) => outcome)).toEqual(["published", "published"]);
  expect(calls).toHaveLength(2);
});

test("gives up after the last attempt and says so", async () => {
  const { putEvents, calls } = bus(n => (n === 1 ? "InternalFailure" : undefined));
  const outcomes = await publisher(putEvents, { maxAttempts: 3 })(events(2));
  expect(outcomes[0]).toMatchObject({ outcome: "published" });
  expect(outcomes[1]).toEqual({ outcome: "failed", code: "InternalFailure", attempts: 3, retryable: true });
  expect(calls).toHaveLength(3);
});

test("does not retry permanent failures", async () => {
  const { putEvents, calls } = bus(() => "NotAuthorizedForDetailTypeException");
  expect(await publisher(putEvents)(events(1))).toMatchObject([{ outcome: "failed", attempts: 1, retryable: false }]);
  expect(calls).toHaveLength(1);
});

test("backs off with jitter, longer each time, never beyond the cap", async () => {
  waits.length = 0;
  const { putEvents } = bus(() => "ThrottlingException");
  await publisher(putEvents, { maxAttempts: 10 })(events(1));
  expect(waits).toEqual([50, 100, 200, 400, 800, 1_600, 2_500, 2_500, 2_500]);
});

test("stops when the next try would miss the deadline", async () => {
  let now = 0;
  const { putEvents, calls } = bus(() => "ThrottlingException");
  const sleep = async (milliseconds: number) => {
    now += milliseconds;
  };
  const publish = publisher(putEvents, { now: () => now, sleep });
  expect(await publish(events(1), { deadline: 160 })).toMatchObject([
    { outcome: "failed", attempts: 3, retryable: true },
  ]);
  expect(calls).toHaveLength(3);
});

test("rejects an invalid event and sends its neighbours", async () => {
  const { putEvents, accepted } = bus();
  const outcomes = await publisher(putEvents)([sampleEvent(0), sampleEvent(1, { n: 1, secret: "x" }), sampleEvent(2)]);
  expect(outcomes[1]).toMatchObject({ outcome: "invalid", violations: [{ pointer: "/data/secret" }] });
  expect(accepted).toEqual([0, 2]);
});

test("rejects an oversize event by its bytes, not its characters", async () => {
  const { putEvents, accepted } = bus();
  const publish = publisher(putEvents, { maxBytes: 2_000 });
  const outcomes = await publish([
    sampleEvent(0, { n: 0, padding: "é".repeat(900) }),
    sampleEvent(1, { n: 1, padding: "e".repeat(900) }),
  ]);
  expect(outcomes).toMatchObject([{ outcome: "oversize", limit: 2_000 }, { outcome: "published" }]);
  expect(accepted).toEqual([1]);
});

test("treats entries missing from an answer as failed", async () => {
  let calls = 0;
  const publish = publisher(async call =>
    calls++ === 0 ? [{ EventId: "bus-0" }] : call.map(() => ({ EventId: "again" })),
  );
  expect(await publish(events(2))).toMatchObject([{ busEventId: "bus-0" }, { busEventId: "again" }]);
});

test("returns one outcome per event and never resends an accepted one, whatever fails", async () => {
  const answer = fc.constantFrom(
    undefined,
    undefined,
    "ThrottlingException",
    "InternalFailure",
    "AccessDeniedException",
    "throw",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(answer, { maxLength: 6 }), { maxLength: 35 }), async answers => {
      const { putEvents, accepted } = bus((n, attempt) => answers[n]?.[attempt - 1]);
      const outcomes = await publisher(putEvents)(events(answers.length));
      expect(outcomes).toHaveLength(answers.length);
      const published = outcomes.flatMap(({ outcome }, n) => (outcome === "published" ? [n] : []));
      expect([...accepted].sort((one, other) => one - other)).toEqual(published);
      for (const [n, outcome] of outcomes.entries())
        if (outcome.outcome === "published") expect(outcome.busEventId).toBe(`bus-${n}`);
    }),
  );
});
