import type { OperationContext } from "../../../kernel/service.ts";
import { type Pipe, requirePipe } from "../pipe-store.ts";

/** A pipe with all its settings. */
export function describePipe(input: { Name: string }, context: OperationContext): Pipe {
  return requirePipe(context, input.Name);
}
