import {
  CancelReplayCommand,
  CreateArchiveCommand,
  CreateEventBusCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  ListReplaysCommand,
  StartReplayCommand,
  type StartReplayCommandInput,
} from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { openClinic, RULE } from "../clinic-fixture.ts";

const ARN = "arn:aws:events:us-east-1:000000000000:";
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

/** A clinic with three archived events of one second each, all received. */
async function openArchived() {
  const clinic = await openClinic();
  const { events } = clinic;
  await events.send(new CreateArchiveCommand({ ArchiveName: "all", EventSourceArn: `${ARN}event-bus/clinic` }));
  await clinic.put(...[1, 2, 3].map(n => ({ Time: at(n), Detail: `{"ward":"a","n":${n}}` })));
  const first = clinic.received().map(({ body }) => JSON.parse(body));
  const start = (more: Partial<StartReplayCommandInput> = {}) =>
    events.send(
      new StartReplayCommand({
        ReplayName: "again",
        EventSourceArn: `${ARN}archive/all`,
        EventStartTime: at(0),
        EventEndTime: at(9),
        Destination: { Arn: `${ARN}event-bus/clinic` },
        ...more,
      }),
    );
  const describeReplay = () => events.send(new DescribeReplayCommand({ ReplayName: "again" }));
  return { ...clinic, first, start, describeReplay };
}

describe("a replay", () => {
  it("delivers the archived events of its time again, marked with its name, and archives none of them again", async () => {
    const { start, describeReplay, received, clock, events, first, cloud } = await openArchived();
    expect(await start({ EventStartTime: at(2), EventEndTime: at(3) })).toMatchObject({
      ReplayArn: `${ARN}replay/again`,
      State: "STARTING",
    });
    await clock.advance(0);
    const again = received().map(({ body }) => JSON.parse(body));
    expect(again).toEqual(first.slice(1).map(event => ({ ...event, "replay-name": "again" })));
    expect(await describeReplay()).toMatchObject({
      ReplayName: "again",
      State: "COMPLETED",
      Destination: { Arn: `${ARN}event-bus/clinic` },
      EventLastReplayedTime: at(3),
    });
    expect((await events.send(new DescribeArchiveCommand({ ArchiveName: "all" }))).EventCount).toBe(3);
    expect(cloud.pending()).toEqual({});
  });

  it("goes to the rules that it names only", async () => {
    const { start, received, clock } = await openArchived();
    await start({ Destination: { Arn: `${ARN}event-bus/clinic`, FilterArns: [`${ARN}rule/clinic/others`] } });
    await clock.advance(0);
    expect(received()).toEqual([]);
    await start({ ReplayName: "more", Destination: { Arn: `${ARN}event-bus/clinic`, FilterArns: [RULE] } });
    await clock.advance(0);
    expect(received()).toHaveLength(3);
  });

  it("is listed, and stops when it is cancelled", async () => {
    const { start, describeReplay, received, clock, events } = await openArchived();
    await start();
    const cancel = () => events.send(new CancelReplayCommand({ ReplayName: "again" }));
    expect(await cancel()).toMatchObject({ State: "CANCELLING" });
    await clock.advance(0);
    expect(received()).toEqual([]);
    expect((await describeReplay()).State).toBe("CANCELLED");
    await expect(cancel()).rejects.toMatchObject({
      name: "IllegalStatusException",
      message: "Replay again is not in a valid state for this operation.",
    });
    const { Replays } = await events.send(new ListReplaysCommand({ State: "CANCELLED", NamePrefix: "a" }));
    expect(Replays?.map(({ ReplayName }) => ReplayName)).toEqual(["again"]);
    expect((await events.send(new ListReplaysCommand({ State: "RUNNING" }))).Replays).toEqual([]);
  });

  it.each<[Partial<StartReplayCommandInput>, string]>([
    [
      { EventSourceArn: `${ARN}archive/none` },
      "Parameter EventSourceArn is not valid. Reason: Archive none does not exist.",
    ],
    [
      { Destination: { Arn: `${ARN}rule/x` } },
      "Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.",
    ],
    [{ Destination: { Arn: `${ARN}event-bus/other` } }, "Cross event bus replay is not permitted."],
    [{ Destination: { Arn: `${ARN}event-bus/none` } }, "does not exist."],
    [{ EventEndTime: new Date(0) }, "EventStartTime must be before EventEndTime."],
    [{ ReplayName: "a b" }, "Member must satisfy regular expression pattern"],
    [{ ReplayName: "taken" }, "Replay taken already exists."],
  ])("is refused as AWS refuses it: %j", async (input, message) => {
    const { start, events } = await openArchived();
    await events.send(new CreateEventBusCommand({ Name: "other" }));
    await start({ ReplayName: "taken" });
    await expect(start(input)).rejects.toThrow(message);
  });
});
