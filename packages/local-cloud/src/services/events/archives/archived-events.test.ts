import { expect, it } from "vitest";
import { createCloud } from "../../../cloud.ts";
import { virtualClock } from "../../../kernel/clock.ts";
import { eventsService } from "../service.ts";
import { archivedEvents } from "./archived-events.ts";

it("gives the archived events in the order of their coming, from a place and a time on", async () => {
  const clock = virtualClock();
  const { context, stop } = createCloud({
    ...{ services: [eventsService], storage: "memory", region: "us-east-1", account: "000000000000", clock },
  });
  const { EventBusArn } = context.call("events", "CreateEventBus", { Name: "bus" }) as { EventBusArn: string };
  context.call("events", "CreateArchive", { ArchiveName: "all", EventSourceArn: EventBusArn });
  const times: number[] = [];
  for (const number of [1, 2, 3]) {
    times.push(clock.now());
    const entry = { EventBusName: "bus", Source: "test", DetailType: "Counted", Detail: JSON.stringify({ number }) };
    context.call("events", "PutEvents", { Entries: [entry] });
    await clock.advance(1_000);
  }
  const all = archivedEvents(context, { after: 0, since: 0, limit: 10 });
  const numbers = (events: typeof all) => events.map(({ event }) => JSON.parse(event).detail.number);
  expect(numbers(all)).toEqual([1, 2, 3]);
  expect(numbers(archivedEvents(context, { after: 0, since: 0, limit: 2 }))).toEqual([1, 2]);
  expect(numbers(archivedEvents(context, { after: all[0]!.seq, since: 0, limit: 10 }))).toEqual([2, 3]);
  expect(numbers(archivedEvents(context, { after: 0, since: times[2]!, limit: 10 }))).toEqual([3]);
  await stop();
});
