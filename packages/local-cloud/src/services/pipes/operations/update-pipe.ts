import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { positions } from "../../../polling/positions.ts";
import { checkPipe, type PipeInput } from "../pipe-input.ts";
import { type Pipe, pipeState, putPipe, requirePipe } from "../pipe-store.ts";

/** Changes a pipe but for its source and where it starts; it goes on where it stood. */
export function updatePipe(input: PipeInput & { Name: string }, context: OperationContext): object {
  const before = requirePipe(context, input.Name);
  if (input.Source && input.Source !== before.Source)
    throw new AwsError("ValidationException", "Source cannot be changed.");
  const { DynamoDBStreamParameters: given, ...rest } = input.SourceParameters ?? {};
  const stream = { ...before.SourceParameters?.DynamoDBStreamParameters, ...given };
  const state = input.DesiredState ?? before.DesiredState;
  const changed: Pipe = {
    ...before,
    ...input,
    SourceParameters: { ...before.SourceParameters, ...rest, DynamoDBStreamParameters: stream },
    DesiredState: state,
    CurrentState: state,
  };
  checkPipe(changed);
  if (isDeepStrictEqual(changed, before)) return pipeState(before);
  const pipe = { ...changed, LastModifiedTime: context.clock.now() / 1000 };
  context.store.transaction(() => {
    positions(context, "pipes").arrange(pipe.Name, stream.ParallelizationFactor ?? 1, undefined);
    putPipe(context, pipe);
  });
  return pipeState(pipe);
}
