import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { FilterCriteria } from "../../polling/filter.ts";
import { positionSchema } from "../../polling/positions.ts";

/** The table of pipes. */
export const pipesSchema = `
  CREATE TABLE IF NOT EXISTS pipes_pipes (
    name TEXT PRIMARY KEY, configuration TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;${positionSchema("pipes")}`;

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

/** All pipes, by name. */
export function allPipes(context: CloudContext): Pipe[] {
  return context.store
    .prepare("SELECT configuration FROM pipes_pipes ORDER BY name")
    .all()
    .map(row => JSON.parse(String(row.configuration)));
}

/** The pipe of a name; undefined if it does not exist. */
export function findPipe(context: CloudContext, name: string): Pipe | undefined {
  const row = context.store.prepare("SELECT configuration FROM pipes_pipes WHERE name = ?").get(name);
  return row && JSON.parse(String(row.configuration));
}

/** The pipe of a name; `NotFoundException` if it does not exist. */
export function requirePipe(context: CloudContext, name: string): Pipe {
  const pipe = findPipe(context, name);
  if (!pipe) throw new AwsError("NotFoundException", `Pipe ${name} does not exist.`, { status: 404 });
  return pipe;
}

/** Stores a pipe, new or changed, and signals the engine. */
export function putPipe(context: CloudContext, pipe: Pipe): void {
  context.store
    .prepare(
      `INSERT INTO pipes_pipes (name, configuration) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET configuration = excluded.configuration`,
    )
    .run(pipe.Name, JSON.stringify(pipe));
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
