import type { OperationContext } from "../../../kernel/service.ts";
import { type Pipe, pipeState, putPipe, requirePipe } from "../pipe-store.ts";

/** Stops a pipe; it keeps its position. */
export function stopPipe(input: { Name: string }, context: OperationContext): object {
  const pipe: Pipe = {
    ...requirePipe(context, input.Name),
    DesiredState: "STOPPED",
    CurrentState: "STOPPED",
    LastModifiedTime: context.clock.now() / 1000,
  };
  putPipe(context, pipe);
  return pipeState(pipe);
}
