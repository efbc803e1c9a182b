import type { OperationContext } from "../../../kernel/service.ts";
import { type Pipe, pipeState, putPipe, requirePipe } from "../pipe-store.ts";

/** Starts a pipe from its last position. */
export function startPipe(input: { Name: string }, context: OperationContext): object {
  const pipe: Pipe = {
    ...requirePipe(context, input.Name),
    DesiredState: "RUNNING",
    CurrentState: "RUNNING",
    LastModifiedTime: context.clock.now() / 1000,
  };
  putPipe(context, pipe);
  return pipeState(pipe);
}
