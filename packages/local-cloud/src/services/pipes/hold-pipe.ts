import type { Actor } from "../../kernel/actor.ts";
import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { holdToSource } from "../../polling/hold-to-source.ts";
import type { Pipe } from "./pipe-store.ts";

/** Who a pipe acts as. */
export function actorOf({ RoleArn, Name, Arn }: Pipe): Actor {
  return { role: RoleArn, session: Name, assumed: { by: "pipes.amazonaws.com", for: Arn } };
}

/** Holds what a pipe is about to do to its role. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html */
export function holdPipe(context: CloudContext, pipe: Pipe, service: string, operation: string, input: object): void {
  context.holdToRole(actorOf(pipe), service, operation, input);
}

/** Refuses a pipe whose role may not read its source. In AWS it is made, and ends in CREATE_FAILED or UPDATE_FAILED. */
export function holdPipeToSource(context: CloudContext, pipe: Pipe): void {
  holdToSource(context, actorOf(pipe), pipe.Source, error =>
    error instanceof AwsError
      ? new AwsError("ValidationException", `The pipe's role may not read its source: ${error.message}`)
      : error,
  );
}
