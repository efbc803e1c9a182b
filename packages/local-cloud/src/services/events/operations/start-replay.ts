import { parseArn } from "../../../kernel/arn.ts";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { readArchives } from "../archives/archive-store.ts";
import { findBus } from "../buses/find-bus.ts";
import { eventsArn } from "../event-arns.ts";
import { checkName, required, validation } from "../events-errors.ts";
import { REPLAYS_SIGNAL } from "../replays/replay-engine.ts";
import { type ReplayDestination, readReplays, replayArn } from "../replays/replay-store.ts";

interface StartReplayInput {
  readonly ReplayName?: string;
  readonly Description?: string;
  /** The ARN of an archive. */
  readonly EventSourceArn?: string;
  /** Seconds since the epoch. */
  readonly EventStartTime?: number;
  readonly EventEndTime?: number;
  readonly Destination?: ReplayDestination;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html */
export function startReplay(input: StartReplayInput, context: OperationContext): object {
  const name = required(input.ReplayName, "replayName");
  checkName(name, "replayName", 64);
  const source = required(input.EventSourceArn, "eventSourceArn");
  // Events have whole seconds.
  const from = Math.floor(required(input.EventStartTime, "eventStartTime")) * 1000;
  const to = Math.floor(required(input.EventEndTime, "eventEndTime")) * 1000;
  const destination = required(input.Destination, "destination");
  const arn = required(destination.Arn, "destination.arn");
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
