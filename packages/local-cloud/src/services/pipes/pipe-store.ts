import { AwsError } from "../../kernel/aws-error.ts";
import { records } from "../../kernel/records.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { FilterCriteria } from "../../polling/filter.ts";

/** Settings of a DynamoDB stream as a source. */
export interface StreamSource {
  readonly StartingPosition?: "TRIM_HORIZON" | "LATEST";
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly MaximumRetryAttempts?: number;
  readonly OnPartialBatchItemFailure?: string;
  readonly ParallelizationFactor?: number;
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

/** Settings of a queue as a source. */
export interface QueueSource {
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
}

/** Settings of an event bus as a target; each may be a path into the event: `$.detail-type`. */
export interface EventBusTarget {
  readonly DetailType?: string;
  readonly Source?: string;
  readonly Resources?: readonly string[];
  readonly Time?: string;
}

/** A pipe, in the members of its API. */
export interface Pipe {
  readonly Arn: string;
  readonly Name: string;
  readonly Description?: string;
  readonly DesiredState: "RUNNING" | "STOPPED";
  readonly CurrentState: "RUNNING" | "STOPPED";
  readonly RoleArn: string;
  readonly Source: string;
  readonly SourceParameters?: {
    readonly FilterCriteria?: FilterCriteria;
    readonly DynamoDBStreamParameters?: StreamSource;
    readonly SqsQueueParameters?: QueueSource;
  };
  readonly Enrichment?: string;
  readonly EnrichmentParameters?: { readonly InputTemplate?: string };
  readonly Target: string;
  readonly TargetParameters?: {
    readonly InputTemplate?: string;
    readonly EventBridgeEventBusParameters?: EventBusTarget;
    readonly LambdaFunctionParameters?: { readonly InvocationType?: string };
    readonly SqsQueueParameters?: { readonly MessageGroupId?: string; readonly MessageDeduplicationId?: string };
  };
  readonly LogConfiguration?: object;
  readonly KmsKeyIdentifier?: string;
  readonly Tags?: Readonly<Record<string, string>>;
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
