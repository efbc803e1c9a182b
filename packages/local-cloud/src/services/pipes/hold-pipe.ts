import type { CloudContext } from "../../kernel/service.ts";
import type { Pipe } from "./pipe-store.ts";

/** Holds what a pipe is about to do to its role. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html */
export function holdPipe(context: CloudContext, pipe: Pipe, service: string, operation: string, input: object): void {
  context.holdToRole({ role: pipe.RoleArn, session: pipe.Name }, service, operation, input);
}
