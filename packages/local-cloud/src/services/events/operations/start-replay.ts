import { parseArn } from "../../../kernel/arn.ts";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { StartReplayRequest } from "../../../models/eventbridge-types.ts";
import { readArchives } from "../archives/archive-store.ts";
import { findBus } from "../buses/find-bus.ts";
import { eventsArn } from "../event-arns.ts";
import { validation } from "../events-errors.ts";
import { REPLAYS_SIGNAL } from "../replays/replay-engine.ts";
import { readReplays, replayArn } from "../replays/replay-store.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html */
export function startReplay(input: StartReplayRequest, context: OperationContext): object {
  const { ReplayName: name, EventSourceArn: source, Destination: destination } = input;
  // Events have whole seconds.
  const from = Math.floor(input.EventStartTime) * 1000;
  const to = Math.floor(input.EventEndTime) * 1000;
  const { Arn: arn } = destination;
  const refuse = (parameter: string, reason: string) =>
    validation(`Parameter ${parameter} is not valid. Reason: ${reason}`);
  if (!parseArn(arn)?.resource.startsWith("event-bus/"))
    throw refuse("Destination.Arn", "Must contain an event bus ARN.");
  const bus = findBus(context, arn);
  const archiveName = source.replace(/^.*\//, "");
  const archive = readArchives(context).find(candidate => candidate.name === archiveName);
  if (!archive || source !== eventsArn(context, `archive/${archive.name}`))
    throw refuse("EventSourceArn", `Archive ${archiveName} does not exist.`);
  if (archive.bus !== bus) throw refuse("Destination.Arn", "Cross event bus replay is not permitted.");
  if (from > to) throw refuse("EventEndTime", "EventStartTime must be before EventEndTime.");
  if (readReplays(context).some(replay => replay.name === name))
    throw new AwsError("ResourceAlreadyExistsException", `Replay ${name} already exists.`);
  const now = context.clock.now();
  context.store
    .prepare(
      `INSERT INTO events_replays (name, archive, bus, description, destination, events_from, events_to, state, started_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'STARTING', ?)`,
    )
    .run(name, archive.name, bus, input.Description ?? null, JSON.stringify(destination), from, to, now);
  context.signals.notify(REPLAYS_SIGNAL);
  return { ReplayArn: replayArn(context, name), State: "STARTING", ReplayStartTime: now / 1000 };
}
