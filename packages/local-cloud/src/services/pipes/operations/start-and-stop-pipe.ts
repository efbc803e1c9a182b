import type { OperationContext } from "../../../kernel/service.ts";
import type { StartPipeRequest } from "../../../models/pipes-types.ts";
import { pipeState, putPipe, requirePipe } from "../pipe-store.ts";

const bring = (state: "RUNNING" | "STOPPED") => (input: StartPipeRequest, context: OperationContext) => {
  const LastModifiedTime = context.clock.now() / 1000;
  const pipe = { ...requirePipe(context, input.Name), DesiredState: state, CurrentState: state, LastModifiedTime };
  putPipe(context, pipe);
  return pipeState(pipe);
};

/** Starts a pipe from its last position. */
export const startPipe = bring("RUNNING");

/** Stops a pipe; it keeps its position. */
export const stopPipe = bring("STOPPED");
