import type { FhirNotice } from "@tributary/change-event/fhir-notice";
import { beforeEach, expect, test } from "vitest";
import { type AskForCheck, BUCKET_SIZE, type Bucket, type EventNumbers } from "./event-numbers.ts";

const bucket = (number: number, subscriptionId = "s"): Bucket => ({ subscriptionId, bucket: number });
const at = "2026-01-01T00:00:30.000Z";
const minute = Date.parse("2026-01-01T00:00:00.000Z");

const notice = (numbers: readonly number[], { subscriptionId = "s", time = at as string | null } = {}): FhirNotice => ({
  subscriptionId,
  changes: numbers.map(eventNumber => ({
    eventNumber,
    resourceType: "Patient",
    id: "p",
    ...(time !== null && { at: time }),
  })),
});

/** The behaviour of every adapter of the port. */
export function eventNumberSuite(makeNumbers: (askForCheck: AskForCheck) => Promise<EventNumbers>): void {
  let numbers: EventNumbers;
  let asked: Bucket[];
  beforeEach(async () => {
    asked = [];
    numbers = await makeNumbers(async one => void asked.push(one));
  });
  const start = BUCKET_SIZE;

  test("records numbers by bucket, each once, with the time of their events", async () => {
    await numbers.seen([notice([1, 2]), notice([2, start + 3], { time: "2026-01-01T00:02:00.000Z" })]);
    expect(await numbers.look(bucket(0))).toEqual({ numbers: [1, 2], from: minute, to: minute + 180_000 });
    expect(await numbers.look(bucket(1))).toEqual({
      numbers: [start + 3],
      from: minute + 120_000,
      to: minute + 180_000,
    });
  });

  test("knows nothing about buckets without numbers", async () => {
    expect(await numbers.look(bucket(0))).toBeUndefined();
    expect(await numbers.check(bucket(0))).toBeUndefined();
    await numbers.seen([{ subscriptionId: "s", changes: [] }]);
    expect(await numbers.look(bucket(0))).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test("asks for one check of a bucket, however many numbers come", async () => {
    await numbers.seen([notice([1])]);
    await numbers.seen([notice([2, 3])]);
    expect(asked).toEqual([bucket(0)]);
  });

  test("requests another check for numbers that arrive after one began", async () => {
    await numbers.seen([notice([1])]);
    expect(await numbers.check(bucket(0))).toMatchObject({ numbers: [1] });
    expect(asked).toHaveLength(1);
    await numbers.seen([notice([2])]);
    expect(asked).toEqual([bucket(0), bucket(0)]);
  });

  test("asks for a check of the bucket before, once a bucket begins", async () => {
    await numbers.seen([notice([2 * start])]);
    expect(asked).toEqual([bucket(1), bucket(2)]);
    await numbers.check(bucket(2));
    await numbers.seen([notice([2 * start + 1])]);
    expect(asked).toEqual([bucket(1), bucket(2), bucket(2)]);
  });

  test("keeps subscriptions apart", async () => {
    await numbers.seen([notice([1]), notice([2], { subscriptionId: "t" })]);
    expect(await numbers.look(bucket(0, "s"))).toMatchObject({ numbers: [1] });
    expect(await numbers.look(bucket(0, "t"))).toMatchObject({ numbers: [2] });
    expect(asked).toHaveLength(2);
  });

  test("counts numbers as seen if their changes were found otherwise, with or without a time", async () => {
    await numbers.seen([notice([1, 4], { time: null })]);
    await numbers.account(bucket(0), [2, 3]);
    await numbers.account(bucket(0), []);
    expect(await numbers.look(bucket(0))).toEqual({ numbers: [1, 2, 3, 4] });
  });
}
