import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext, Engine } from "../../kernel/service.ts";
import { followAll } from "../../polling/follow-all.ts";
import { positions } from "../../polling/positions.ts";
import { countAfter, hasAfter } from "../dynamodb/stream-log.ts";
import { countMessages, isEmptyQueue, releaseReceived } from "../sqs/queue.ts";
import { allPipes, type Pipe, readsQueue } from "./pipe-store.ts";
import { receiverOf, startPipeReaders } from "./start-pipe-readers.ts";

/** How long a dead process may still hold a queue's messages, in milliseconds. */
const RELEASE_AFTER = 10_000;

/** Runs the pipes that are to run, following their changes. */
export function pipeEngine(context: CloudContext): Engine {
  const running = () => allPipes(context).filter(pipe => pipe.DesiredState === "RUNNING");
  const follower = followAll<Pipe>({
    context,
    signal: "pipes:pipes",
    wanted: running,
    key: pipe => pipe.Name,
    start: pipe => startPipeReaders(context, pipe),
  });
  return {
    name: "pipes",
    start() {
      for (const pipe of allPipes(context)) if (readsQueue(pipe)) release(context, pipe);
      follower.start();
    },
    stop: follower.stop,
    pending: () => running().reduce((sum, pipe) => sum + (attempt(() => pendingOf(context, pipe)) ?? 0), 0),
    busy: () => running().some(pipe => attempt(() => isBusy(context, pipe)) ?? false),
  };
}

/** Undefined when the pipe's source does not exist: nothing can be pending there. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** Records or messages that a pipe has not finished with. */
function pendingOf(context: CloudContext, pipe: Pipe): number {
  if (!readsQueue(pipe))
    return Math.max(...lanePositions(context, pipe).map(at => countAfter(context, pipe.Source, at)));
  const { visible, inFlight, delayed } = countMessages(context, pipe.Source);
  return visible + inFlight + delayed;
}

/** Whether there are any. */
function isBusy(context: CloudContext, pipe: Pipe): boolean {
  if (!readsQueue(pipe)) return lanePositions(context, pipe).some(at => hasAfter(context, pipe.Source, at));
  return !isEmptyQueue(context, pipe.Source);
}

function lanePositions(context: CloudContext, pipe: Pipe): (string | undefined)[] {
  const at = positions(context, "pipes");
  const lanes = pipe.SourceParameters?.DynamoDBStreamParameters?.ParallelizationFactor ?? 1;
  return Array.from({ length: lanes }, (_, lane) => at.read(pipe.Name, lane));
}

/** Takes back what a process that died had received from the pipe's queue, when an enrichment of it would have ended. */
function release(context: CloudContext, pipe: Pipe): void {
  const notLaterThan = context.clock.now() + RELEASE_AFTER;
  attempt(() => releaseReceived(context, { queueArn: pipe.Source, receiver: receiverOf(pipe), notLaterThan }));
}
