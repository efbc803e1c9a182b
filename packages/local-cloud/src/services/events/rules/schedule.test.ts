import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { expect, it } from "vitest";
import { openClinic, QUEUE } from "../clinic-fixture.ts";

const HOUR = 3_600_000;
const allowed = JSON.stringify({
  Statement: [
    { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: QUEUE },
  ],
});

async function openHourly(input?: string, ScheduleExpression = "rate(1 hour)") {
  const clinic = await openClinic({ policy: allowed });
  await clinic.events.send(new PutRuleCommand({ Name: "hourly", ScheduleExpression }));
  const target = { Id: "queue", Arn: QUEUE, ...(input !== undefined && { Input: input }) };
  await clinic.events.send(new PutTargetsCommand({ Rule: "hourly", Targets: [target] }));
  return { ...clinic, bodies: () => clinic.received().map(({ body }) => JSON.parse(body)) };
}

it("sends a scheduled event each time it is due, and none before", async () => {
  const { clock, bodies } = await openHourly();
  await clock.advance(HOUR - 1);
  expect(bodies()).toEqual([]);
  await clock.advance(1);
  expect(bodies()).toMatchObject([
    {
      "detail-type": "Scheduled Event",
      source: "aws.events",
      time: new Date(clock.now()).toISOString().replace(".000Z", "Z"),
      resources: ["arn:aws:events:us-east-1:000000000000:rule/hourly"],
      detail: {},
    },
  ]);
  await clock.advance(2 * HOUR);
  expect(new Set(bodies().map(({ id }) => id)).size).toBe(3);
});

it("sends the target's own input instead", async () => {
  const { clock, bodies } = await openHourly('{"kind":"reconcile"}');
  await clock.advance(HOUR);
  expect(bodies()).toEqual([{ kind: "reconcile" }]);
});

it("sends the events of a cron expression, at its minutes alone", async () => {
  const { clock, bodies } = await openHourly(undefined, "cron(20/20 9 ? * THU *)");
  await clock.advance(24 * HOUR); // A Thursday.
  expect(bodies().map(({ time }) => time)).toEqual(["2026-01-01T09:20:00Z", "2026-01-01T09:40:00Z"]);
});

it("is accepted and never due when its last year is over", async () => {
  const { clock, bodies, cloud } = await openHourly(undefined, "cron(0 0 1 1 ? 1999)");
  await clock.advance(HOUR);
  expect([bodies(), cloud.pending()]).toEqual([[], {}]);
});

it("skips the times at which it was disabled", async () => {
  const { clock, bodies, events } = await openHourly();
  await events.send(new DisableRuleCommand({ Name: "hourly" }));
  await clock.advance(3 * HOUR);
  await events.send(new EnableRuleCommand({ Name: "hourly" }));
  await clock.advance(HOUR - 1);
  expect(bodies()).toEqual([]);
  await clock.advance(1);
  expect(bodies()).toHaveLength(1);
});

it("does not count as pending work", async () => {
  const { cloud } = await openHourly();
  expect(cloud.pending()).toEqual({});
});

it("rests while its rule is disabled, and ends with it", async () => {
  const { clock, bodies, events } = await openHourly();
  expect(await events.send(new DescribeRuleCommand({ Name: "hourly" }))).toMatchObject({
    ScheduleExpression: "rate(1 hour)",
  });
  await events.send(new DisableRuleCommand({ Name: "hourly" }));
  await clock.advance(3 * HOUR);
  expect(bodies()).toEqual([]);
  await expect(events.send(new DeleteRuleCommand({ Name: "hourly" }))).rejects.toMatchObject({
    name: "ValidationException",
  });
});

it("is refused on any bus but the default one", async () => {
  const { events } = await openClinic();
  await events.send(new CreateEventBusCommand({ Name: "other" }));
  const rule = { Name: "hourly", EventBusName: "other", ScheduleExpression: "rate(1 hour)" };
  await expect(events.send(new PutRuleCommand(rule))).rejects.toMatchObject({ name: "ValidationException" });
});
