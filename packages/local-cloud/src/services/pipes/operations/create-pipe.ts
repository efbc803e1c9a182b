import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { modelled } from "../../../models/pick-modelled.ts";
import type { CreatePipeRequest } from "../../../models/pipes-types.ts";
import { positions } from "../../../polling/positions.ts";
import { latestSequence } from "../../dynamodb/stream-log.ts";
import { holdPipeToSource } from "../hold-pipe.ts";
import { checkPipe } from "../pipe-input.ts";
import { type Pipe, pipeState, pipes, putPipe, readsQueue } from "../pipe-store.ts";

/** Makes a pipe; it runs at once unless it is to be stopped. https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_CreatePipe.html */
export function createPipe(input: CreatePipeRequest, context: OperationContext): object {
  checkPipe(input);
  const { Name, Source } = input;
  if (pipes.find(context, Name))
    throw new AwsError("ConflictException", `Pipe ${Name} already exists.`, {
      status: 409,
      members: { resourceId: Name, resourceType: "Pipe" },
    });
  const state = input.DesiredState ?? "RUNNING";
  const pipe: Pipe = {
    ...modelled("pipes", "CreatePipeRequest", input),
    Arn: `arn:aws:pipes:${context.region}:${context.account}:pipe/${Name}`,
    DesiredState: state,
    CurrentState: state,
    CreationTime: context.clock.now() / 1000,
    LastModifiedTime: context.clock.now() / 1000,
  };
  holdPipeToSource(context, pipe);
  context.store.transaction(() => {
    const stream = pipe.SourceParameters?.DynamoDBStreamParameters;
    const start = stream?.StartingPosition === "LATEST" ? latestSequence(context, Source) : undefined;
    if (!readsQueue(pipe)) positions(context, "pipes").arrange(Name, stream?.ParallelizationFactor ?? 1, start);
    putPipe(context, pipe);
  });
  return pipeState(pipe);
}
