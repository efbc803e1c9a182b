import type { ContractOperation } from "@tributary/contract/contract-operation";
import type { EventContract, EventDetail } from "@tributary/contract/event-contract";
import type { Upcaster } from "@tributary/contract/upcaster";
import { memoryIdempotency } from "@tributary/delivery/memory-idempotency";
import { memoryQuarantine } from "@tributary/delivery/memory-quarantine";
import type { SQSEvent } from "aws-lambda";
import { expect, expectTypeOf, test } from "vitest";
import { envelope } from "./envelope.ts";
import { type CountedDetail, sampleContract, sampleEvent } from "./sample-contract-fixture.ts";
import { subscribe } from "./subscribe.ts";
import type { Subscription, SubscriptionDependencies } from "./subscription.ts";
import { upcastEvent } from "./upcast-event.ts";

type SummedDetail = EventDetail<{ readonly sum: number }>;

const old = sampleContract("Counted");
const current: EventContract<SummedDetail> = {
  ...sampleContract("Counted"),
  version: 2,
  detailType: "Counted.v2",
  schemaId: "https://tributary.example/schemas/Counted.v2.schema.json",
  strict: value => current.tolerant(value),
  tolerant: value =>
    typeof (value as SummedDetail).data.sum === "number"
      ? { valid: true, value: value as SummedDetail }
      : { valid: false, violations: [{ pointer: "/data/sum", keyword: "type", message: "must be a number" }] },
};
const upcaster: Upcaster<CountedDetail, SummedDetail> = { from: old, to: current, upcast: ({ n }) => ({ sum: n }) };
const operation = <Detail extends EventDetail>(contract: EventContract<Detail>): ContractOperation<Detail> => ({
  contract,
  bus: "sample",
});
const receives = { "Counted.v1": operation(old), "Counted.v2": operation(current) } as const;

const detail = envelope(sampleEvent(5), "2026-01-01T00:00:00Z");
const batch = {
  Records: [
    {
      messageId: "m1",
      body: JSON.stringify({ "detail-type": "Counted.v1", source: old.source, detail }),
      attributes: { SentTimestamp: "1767225600000" },
    },
  ],
} as unknown as SQSEvent;

function consumer(upcast: Upcaster<CountedDetail, SummedDetail>["upcast"]) {
  const sums: unknown[] = [];
  const aside = memoryQuarantine();
  const quiet = () => {};
  const consume = subscribe({
    service: "sample",
    receives,
    upcasters: { "Counted.v1": { ...upcaster, upcast } },
    // Counted.v1 has no handler: that the upcaster takes its place is what the types say.
    handlers: {
      "Counted.v2": async ({ data, metadata }) => void sums.push([data.sum, metadata.eventId, metadata.dataschema]),
    },
    dependencies: () => ({
      idempotency: memoryIdempotency(() => 0),
      quarantine: aside.quarantine,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    }),
  });
  return { sums, aside, consume: () => consume(batch, { getRemainingTimeInMillis: () => 1_000 }) };
}

test("hands an old event to the handler of the new version, as the same event", async () => {
  const { consume, sums } = consumer(upcaster.upcast);
  expect(await consume()).toEqual({ batchItemFailures: [] });
  expect(sums).toEqual([[5, (detail as CountedDetail).metadata.eventId, current.schemaId]]);
  await consume();
  expect(sums).toHaveLength(1);
});

test("quarantines an event when its upcaster returns an invalid one, under the contract that it violates", () => {
  const bad = { ...upcaster, upcast: () => ({ sum: "five" }) as unknown as SummedDetail["data"] };
  const event = { contract: old, metadata: (detail as CountedDetail).metadata, data: { n: 5 } };
  expect(upcastEvent(event, { "Counted.v1": bad })).toEqual({
    valid: false,
    contract: "Counted.v2",
    violations: [{ pointer: "/data/sum", keyword: "type", message: "must be a number" }],
  });
});

test("upcasts version by version, and rejects circles", () => {
  const event = { contract: old, metadata: (detail as CountedDetail).metadata, data: { n: 5 } };
  const back: Upcaster<SummedDetail, CountedDetail> = { from: current, to: old, upcast: ({ sum }) => ({ n: sum }) };
  expect(() => upcastEvent(event, { "Counted.v1": upcaster, "Counted.v2": back })).toThrow("lead back");
});

test("a received event has a handler, or an upcaster in its place", () => {
  type Asked<Old extends string> = keyof Subscription<typeof receives, SubscriptionDependencies, Old>["handlers"];
  expectTypeOf<Asked<never>>().toEqualTypeOf<"Counted.v1" | "Counted.v2">();
  expectTypeOf<Asked<"Counted.v1">>().toEqualTypeOf<"Counted.v2">();
});
