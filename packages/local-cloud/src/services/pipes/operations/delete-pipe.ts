import type { OperationContext } from "../../../kernel/service.ts";
import type { DeletePipeRequest } from "../../../models/pipes-types.ts";
import { positions } from "../../../polling/positions.ts";
import { pipeState, pipes, requirePipe } from "../pipe-store.ts";

/** Removes a pipe, at once, with its position. */
export function deletePipe(input: DeletePipeRequest, context: OperationContext): object {
  const pipe = requirePipe(context, input.Name);
  context.store.transaction(() => {
    pipes.remove(context, pipe.Name);
    positions(context, "pipes").remove(pipe.Name);
  });
  context.signals.notify("pipes:pipes");
  return { ...pipeState(pipe), DesiredState: "DELETED", CurrentState: "DELETING" };
}
