import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext, Engine } from "../../kernel/service.ts";
import { followAll } from "../../polling/follow-all.ts";
import { positions } from "../../polling/positions.ts";
import { countAfter } from "../dynamodb/stream-log.ts";
import { allPipes, type Pipe } from "./pipe-store.ts";
import { startPipeReaders } from "./start-pipe-readers.ts";

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
    ...follower,
    pending: () => running().reduce((sum, pipe) => sum + pendingRecords(context, pipe), 0),
  };
}

function pendingRecords(context: CloudContext, pipe: Pipe): number {
  const at = positions(context, "pipes");
  let most = 0;
  try {
    const lanes = pipe.SourceParameters?.DynamoDBStreamParameters?.ParallelizationFactor ?? 1;
    for (let lane = 0; lane < lanes; lane++)
      most = Math.max(most, countAfter(context, pipe.Source, at.read(pipe.Name, lane)));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
  return most;
}
