import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { positions } from "../../../polling/positions.ts";
import { holdPipeToSource } from "../hold-pipe.ts";
import { checkPipe, type PipeInput } from "../pipe-input.ts";
import { type Pipe, pipeState, putPipe, readsQueue, requirePipe } from "../pipe-store.ts";

/** Changes a pipe, except its source and starting position; it continues from its position. */
export function updatePipe(input: PipeInput & { Name: string }, context: OperationContext): object {
  const before = requirePipe(context, input.Name);
  if (input.Source && input.Source !== before.Source)
    throw new AwsError("ValidationException", "Source cannot be changed.");
  const sourceParameters = mergeSource(before.SourceParameters ?? {}, input.SourceParameters ?? {});
  const state = input.DesiredState ?? before.DesiredState;
  const changed: Pipe = {
    ...before,
    ...input,
    SourceParameters: sourceParameters,
    DesiredState: state,
    CurrentState: state,
  };
  checkPipe(changed);
  if (isDeepStrictEqual(changed, before)) return pipeState(before);
  const pipe = { ...changed, LastModifiedTime: context.clock.now() / 1000 };
  if (pipe.RoleArn !== before.RoleArn) holdPipeToSource(context, pipe);
  context.store.transaction(() => {
    const lanes = sourceParameters.DynamoDBStreamParameters?.ParallelizationFactor ?? 1;
    if (!readsQueue(pipe)) positions(context, "pipes").arrange(pipe.Name, lanes, undefined);
    putPipe(context, pipe);
  });
  return pipeState(pipe);
}

/** Parameters that are given replace those of before, one by one: what an update leaves out stays, the start above all. */
function mergeSource(before: SourceParameters, given: SourceParameters): SourceParameters {
  const { DynamoDBStreamParameters: stream, SqsQueueParameters: queue } = given;
  return {
    ...before,
    ...given,
    ...(stream ? { DynamoDBStreamParameters: { ...before.DynamoDBStreamParameters, ...stream } } : {}),
    ...(queue ? { SqsQueueParameters: { ...before.SqsQueueParameters, ...queue } } : {}),
  };
}

type SourceParameters = NonNullable<Pipe["SourceParameters"]>;
