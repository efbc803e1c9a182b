import type { CloudContext } from "../../../kernel/service.ts";
import { eventsArn } from "../event-arns.ts";
import { notFound } from "../events-errors.ts";

/** A replay as stored. */
export interface StoredReplay {
  readonly name: string;
  readonly archive: string;
  readonly bus: string;
  readonly description: string | null;
  /** JSON of a `ReplayDestination`. */
  readonly destination: string;
  readonly events_from: number;
  readonly events_to: number;
  readonly state: "STARTING" | "RUNNING" | "CANCELLED" | "COMPLETED";
  readonly started_at: number;
  readonly ended_at: number | null;
  /** Place in the archive that everything up to was replayed. */
  readonly last_seq: number;
  readonly last_event_at: number | null;
}

/** All replays, by name. */
export function readReplays({ store }: CloudContext): StoredReplay[] {
  return store.prepare("SELECT * FROM events_replays ORDER BY name").all() as unknown as StoredReplay[];
}

/** The replay of a name; `ResourceNotFoundException` if it does not exist. */
export function findReplay(context: CloudContext, name: string): StoredReplay {
  const replay = readReplays(context).find(candidate => candidate.name === name);
  if (!replay) throw notFound(`Replay ${name}`);
  return replay;
}

/** The ARN of a replay. */
export function replayArn(context: CloudContext, name: string): string {
  return eventsArn(context, `replay/${name}`);
}

/** A replay as lists show it; times in seconds. */
export function summarizeReplay(context: CloudContext, replay: StoredReplay): object {
  return {
    ReplayName: replay.name,
    EventSourceArn: eventsArn(context, `archive/${replay.archive}`),
    State: replay.state,
    EventStartTime: replay.events_from / 1000,
    EventEndTime: replay.events_to / 1000,
    ...(replay.last_event_at !== null && { EventLastReplayedTime: replay.last_event_at / 1000 }),
    ReplayStartTime: replay.started_at / 1000,
    ...(replay.ended_at !== null && { ReplayEndTime: replay.ended_at / 1000 }),
  };
}
