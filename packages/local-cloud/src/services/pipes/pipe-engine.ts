import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext, Engine } from "../../kernel/service.ts";
import { followAll } from "../../polling/follow-all.ts";
import { positions } from "../../polling/positions.ts";
import { countAfter } from "../dynamodb/stream-log.ts";
import { countMessages, releaseReceived } from "../sqs/queue.ts";
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
      for (const pipe of running()) if (readsQueue(pipe)) release(context, pipe);
      follower.start();
    },
    stop: follower.stop,
    pending: () => running().reduce((sum, pipe) => sum + pendingOf(context, pipe), 0),
  };
}

/** Records or messages that a pipe has not finished with; none when its source does not exist. */
function pendingOf(context: CloudContext, pipe: Pipe): number {
  try {
    return readsQueue(pipe) ? pendingMessages(context, pipe) : pendingRecords(context, pipe);
  } catch (error) {
    if (error instanceof AwsError) return 0;
    throw error;
  }
}

function pendingMessages(context: CloudContext, pipe: Pipe): number {
  const { visible, inFlight, delayed } = countMessages(context, pipe.Source);
  return visible + inFlight + delayed;
}

function pendingRecords(context: CloudContext, pipe: Pipe): number {
  const at = positions(context, "pipes");
  const lanes = pipe.SourceParameters?.DynamoDBStreamParameters?.ParallelizationFactor ?? 1;
  const counts = Array.from({ length: lanes }, (_, lane) => countAfter(context, pipe.Source, at.read(pipe.Name, lane)));
  return Math.max(...counts);
}

/** Takes back what a process that died had received from the pipe's queue, when an enrichment of it would have ended. */
function release(context: CloudContext, pipe: Pipe): void {
  try {
    const notLaterThan = context.clock.now() + RELEASE_AFTER;
    releaseReceived(context, { queueArn: pipe.Source, receiver: receiverOf(pipe), notLaterThan });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error; // No such queue: nothing to take back.
  }
}
