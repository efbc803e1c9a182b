import { inspect } from "node:util";
import type { EventDetail } from "@tributary/contract/event-contract";
import { memoryQuarantine } from "@tributary/delivery/memory-quarantine";
import fc from "fast-check";
import { expect, test } from "vitest";
import { captureChanges } from "./capture-changes.ts";
import type { ChangeMapping } from "./change-mapping.ts";
import { enrichChanges } from "./enrich-changes.ts";
import type { Log } from "./log.ts";
import { createPublisher, type Publish } from "./publish.ts";
import { sampleEvent } from "./sample-contract-fixture.ts";

const record = (n: number, attribute: unknown = { N: String(n) }) => ({
  eventID: `event-${n}`,
  eventName: "INSERT",
  eventSourceARN: "stream",
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    Keys: { pk: { S: String(n) } },
    NewImage: { n: attribute },
    SequenceNumber: String(1000 + n),
  },
});
/** An item is an event when its `n` is a number, none when NULL, and of no known type when a boolean. */
const mapping: ChangeMapping = ({ after, sequence }) => {
  const n = after?.n;
  if (n === null) return { valid: true, value: [] };
  if (n === "defect") throw new TypeError("Cannot use 'in' operator to search for 'S' in Chalmers");
  if (n === "twins") return { valid: true, value: [sampleEvent(1, { n: 1 }), sampleEvent(1, { n: 2 })] };
  if (typeof n === "boolean") return { valid: false, violations: [{ pointer: "/n", keyword: "type", message: "no" }] };
  return { valid: true, value: [sampleEvent(Number(sequence) - 1000, { n })] };
};

function capture(publish?: Publish, quarantineFails = false) {
  const sent: number[] = [];
  const warned: object[] = [];
  const logged: object[] = [];
  const aside = memoryQuarantine();
  const published: Publish = createPublisher({
    putEvents: async entries =>
      entries.map(({ Detail }) => ({ EventId: `bus-${sent.push(JSON.parse(Detail).data.n)}` })),
    busName: "b",
  });
  const dependencies = () => ({
    publish: publish ?? published,
    quarantine: quarantineFails ? () => Promise.reject(new Error("no bucket")) : aside.quarantine,
    log: {
      info() {},
      warn: (message: string, fields: object) => void warned.push({ message, ...fields }),
      error: (_, fields) => void logged.push(fields),
    } satisfies Log,
  });
  const handler = captureChanges({ service: "sample", mapping, dependencies });
  const run = async (...Records: unknown[]) =>
    (await handler({ Records }, { getRemainingTimeInMillis: () => 10_000 })).batchItemFailures.map(
      ({ itemIdentifier }) => itemIdentifier,
    );
  const enrich = enrichChanges({ service: "sample", mapping, dependencies });
  return { run, enrich, sent, aside, warned, logged };
}

/** A publisher that fails the numbers given. */
const failing =
  (...numbers: number[]): Publish =>
  async events =>
    events.map(({ data }) =>
      numbers.includes((data as { n: number }).n)
        ? { outcome: "failed", code: "ThrottlingException", attempts: 6, retryable: true }
        : { outcome: "published", eventId: "e", busEventId: "b" },
    );

test("publishes the events of every record", async () => {
  const { run, sent } = capture();
  expect(await run(record(1), record(2, { NULL: true }), record(3))).toEqual([]);
  expect(sent).toEqual([1, 3]);
});

test("quarantines malformed, refused and invalid records and publishes their neighbours", async () => {
  const { run, sent, aside } = capture();
  const poison = [record(2, { N: "Chalmers" }), record(3, { BOOL: true }), record(4, { S: "Chalmers" })];
  expect(await run(record(1), ...poison, "no record", record(5))).toEqual([]);
  expect(sent).toEqual([1, 5]);
  expect([...aside.objects.values()].map(body => JSON.parse(body))).toEqual([...poison, "no record"]);
  expect(aside.reports.map(({ contract, violations: [first] }) => [contract, first?.pointer])).toEqual([
    [null, "/dynamodb/NewImage/*"],
    [null, "/n"],
    ["Counted.v1", "/data/n"],
    [null, "/eventName"],
  ]);
  expect(JSON.stringify(aside.reports)).not.toContain("Chalmers");
});

test("retries from the first record that could not be published", async () => {
  const { run, warned } = capture(failing(4, 2));
  expect(await run(record(1), record(2), record(3), record(4))).toEqual(["1002"]);
  expect(warned).toMatchObject([{ code: "ThrottlingException", attempts: 6 }]);
});

test("does not quarantine behind the record to retry from", async () => {
  const { run, aside } = capture(failing(2));
  expect(await run(record(1, { BOOL: true }), record(2), record(3, { BOOL: true }))).toEqual(["1002"]);
  expect(aside.reports).toHaveLength(1);
});

test("retries from a record that could be neither published nor quarantined", async () => {
  const { run } = capture(undefined, true);
  expect(await run(record(1), record(2, { BOOL: true }), record(3))).toEqual(["1002"]);
});

test("retries the whole batch when that record has no sequence number", async () => {
  const { run } = capture(undefined, true);
  expect(await run(record(1), {}, record(3))).toEqual([""]);
});

test("passes the invocation's remaining time on as a deadline", async () => {
  let deadline = 0;
  const { run } = capture(async (_, options) => {
    deadline = options?.deadline ?? 0;
    return [];
  });
  const before = Date.now();
  await run();
  expect(deadline - before).toBeGreaterThanOrEqual(7_900);
  expect(deadline - before).toBeLessThan(10_000);
});

test("publishes, quarantines or skips each record before the checkpoint, whatever arrives", async () => {
  const attribute = fc.constantFrom({ N: "n" }, { NULL: true }, { BOOL: true }, { S: "x" }, "event", "fails");
  await fc.assert(
    fc.asyncProperty(fc.array(attribute, { maxLength: 30 }), async kinds => {
      const fails = kinds.flatMap((kind, n) => (kind === "fails" ? [n] : []));
      const { run, aside } = capture(async (events, options) => {
        const own = createPublisher({ putEvents: async call => call.map(() => ({ EventId: "x" })), busName: "b" });
        const [failed, real] = [await failing(...fails)(events), await own(events, options)];
        return real.map((outcome, index) => (failed[index]?.outcome === "failed" ? failed[index] : outcome));
      });
      const records = kinds.map((kind, n) => record(n, typeof kind === "string" ? { N: String(n) } : kind));
      const first = fails[0];
      expect(await run(...records)).toEqual(first === undefined ? [] : [String(1000 + first)]);
      const poison = kinds.slice(0, first).filter(kind => typeof kind === "object" && !("NULL" in kind));
      expect(aside.reports).toHaveLength(poison.length);
    }),
  );
});

test("as an enrichment, returns the same events to a pipe and drops quarantined ones", async () => {
  const { enrich, aside } = capture();
  const events = await enrich([
    record(1),
    record(2, { BOOL: true }),
    record(3, { NULL: true }),
    record(4, { S: "x" }),
    record(5),
  ]);
  expect(events).toMatchObject([
    { source: "tributary.sample", detailType: "Counted.v1", detail: { data: { n: 1 } } },
    { source: "tributary.sample", detailType: "Counted.v1", detail: { data: { n: 5 } } },
  ]);
  expect(aside.reports).toHaveLength(2);
});

test("as an enrichment, quarantines an event beyond the size limit", async () => {
  const big: ChangeMapping = () => ({ valid: true, value: [sampleEvent(1, { n: 1, padding: "x".repeat(300_000) })] });
  const aside = memoryQuarantine();
  const log = { info() {}, warn() {}, error() {} };
  const enrich = enrichChanges({ service: "s", mapping: big, dependencies: () => ({ ...aside, log }) });
  expect(await enrich([record(1)])).toEqual([]);
  expect(aside.reports).toMatchObject([{ contract: "Counted.v1", violations: [{ pointer: "", keyword: "maxBytes" }] }]);
});

test("as an enrichment, fails only when quarantine does, and names only the kind of error", async () => {
  const { enrich } = capture(undefined, true);
  const failed = await enrich([record(1), record(2, { BOOL: true })]).catch((error: unknown) => error);
  expect(failed).toMatchObject({ name: "Error", message: "The enrichment failed with Error; it can be repeated" });
  expect(inspect(failed)).not.toContain("no bucket");
});

test("publishes and quarantines the same from a stream as from a pipe", async () => {
  const attribute = fc.constantFrom({ N: "7" }, { NULL: true }, { BOOL: true }, { S: "x" }, { N: "x" });
  await fc.assert(
    fc.asyncProperty(fc.array(attribute, { maxLength: 10 }), async attributes => {
      const records = attributes.map((value, n) => record(n, value));
      const sent: unknown[] = [];
      const untimed = ({ metadata, ...rest }: Pick<EventDetail, "metadata">) => ({
        ...rest,
        metadata: { ...metadata, publishedAt: "" },
      });
      const stream = capture(
        createPublisher({
          putEvents: async entries =>
            entries.map(({ Detail }) => ({ EventId: `${sent.push(untimed(JSON.parse(Detail)))}` })),
          busName: "b",
        }),
      );
      const pipe = capture();
      expect(await stream.run(...records)).toEqual([]);
      expect((await pipe.enrich(records)).map(({ detail }) => untimed(detail))).toEqual(sent);
      expect(pipe.aside.reports).toEqual(stream.aside.reports);
    }),
  );
});

test.each(["defect", "twins"])(
  "starts again at a record on which the mapping fails (%s), and tells no value",
  async n => {
    const { run, enrich, sent, aside, logged } = capture();
    expect(await run(record(1), record(2, { S: n }), record(3))).toEqual(["1002"]);
    expect(sent).toEqual([1, 3]);
    expect(aside.reports).toEqual([]);
    expect(logged).toMatchObject([{ error: expect.stringMatching(/^The mapping /) }]);
    const failure = await enrich([record(1), record(2, { S: n })]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "MappingError" });
    expect(inspect([logged, failure])).not.toContain("Chalmers");
  },
);
