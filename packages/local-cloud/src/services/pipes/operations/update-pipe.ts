import { isDeepStrictEqual } from "node:util";
import type { OperationContext } from "../../../kernel/service.ts";
import { modelled } from "../../../models/pick-modelled.ts";
import type { UpdatePipeRequest, UpdatePipeSourceParameters } from "../../../models/pipes-types.ts";
import { positions } from "../../../polling/positions.ts";
import { holdPipeToSource } from "../hold-pipe.ts";
import { checkPipe } from "../pipe-input.ts";
import { type Pipe, pipeState, putPipe, readsQueue, requirePipe } from "../pipe-store.ts";

/** Changes a pipe, except its source and starting position; it continues from its position. */
export function updatePipe(input: UpdatePipeRequest, context: OperationContext): object {
  const before = requirePipe(context, input.Name);
  const given = modelled("pipes", "UpdatePipeRequest", input);
  const sourceParameters = mergeSource(before.SourceParameters ?? {}, given.SourceParameters ?? {});
  const state = given.DesiredState ?? before.DesiredState;
  const changed: Pipe = {
    ...before,
    ...given,
    Target: given.Target ?? before.Target,
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
function mergeSource(before: SourceParameters, given: UpdatePipeSourceParameters): SourceParameters {
  const { FilterCriteria, DynamoDBStreamParameters: stream, SqsQueueParameters: queue } = given;
  const streamBefore = before.DynamoDBStreamParameters;
  return {
    ...before,
    ...(FilterCriteria ? { FilterCriteria } : {}),
    ...(stream && streamBefore ? { DynamoDBStreamParameters: { ...streamBefore, ...stream } } : {}),
    ...(queue ? { SqsQueueParameters: { ...before.SqsQueueParameters, ...queue } } : {}),
  };
}

type SourceParameters = NonNullable<Pipe["SourceParameters"]>;
