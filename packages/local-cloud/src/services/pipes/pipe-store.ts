import { AwsError } from "../../kernel/aws-error.ts";
import { records } from "../../kernel/records.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { CreatePipeRequest } from "../../models/pipes-types.ts";

/** A pipe, in the members of its API. */
export interface Pipe extends CreatePipeRequest {
  readonly Arn: string;
  readonly DesiredState: string;
  readonly CurrentState: string;
  /** Epoch seconds. */
  readonly CreationTime: number;
  readonly LastModifiedTime: number;
}

/** All pipes. */
export const pipes = records<Pipe>("pipes_pipes");

/** The pipe of a name; `NotFoundException` if it does not exist. */
export function requirePipe(context: CloudContext, name: string): Pipe {
  const pipe = pipes.find(context, name);
  if (!pipe) throw new AwsError("NotFoundException", `Pipe ${name} does not exist.`, { status: 404 });
  return pipe;
}

/** Stores a pipe, new or changed, and signals the engine. */
export function putPipe(context: CloudContext, pipe: Pipe): void {
  pipes.put(context, pipe.Name, pipe);
  context.signals.notify("pipes:pipes");
}

/** The answer of the operations that change a pipe. */
export function pipeState({ Arn, Name, DesiredState, CurrentState, CreationTime, LastModifiedTime }: Pipe): object {
  return { Arn, Name, DesiredState, CurrentState, CreationTime, LastModifiedTime };
}

/** Whether a pipe's source is a queue; otherwise it is a stream. */
export function readsQueue({ Source }: Pick<Pipe, "Source">): boolean {
  return Source.split(":")[2] === "sqs";
}
