import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { FromTrace } from "../../../protocols/request-trace.ts";
import { type Queue, queueByUrl } from "../queues/find-queue.ts";
import { sqsChecks } from "../sqs-checks.ts";

/** One entry of a batch request, and of its answer. */
export interface BatchEntry {
  readonly Id: string;
}

/** The queue of a request, and the trace of who sent it. */
export interface InQueue extends FromTrace {
  readonly QueueUrl: string;
}

/** The answer of a batch request: an outcome per entry. AWS leaves out an empty list. */
export interface BatchResult<Success> {
  readonly Successful?: readonly (Success & BatchEntry)[];
  readonly Failed?: readonly BatchFailure[];
}

export interface BatchFailure {
  readonly Id: string;
  readonly Code: string;
  readonly Message: string;
  readonly SenderFault: boolean;
}

/** An operation on a message of a queue, by itself and on a batch, of which an `AwsError` fails only its entry. */
export function singleAndBatch<Message extends object, Success extends object | undefined>(
  operation: string,
  run: (message: Message, queue: Queue, context: OperationContext, request: FromTrace) => Success,
  /** Refuses a batch as a whole, for what its messages are. */
  check: (messages: readonly Message[], queue: Queue) => void = () => {},
) {
  const single = (message: Message & InQueue, context: OperationContext): Success => {
    const queue = queueByUrl(context, message.QueueUrl);
    return context.store.transaction(() => run(message, queue, context, message));
  };
  const structure = `${operation}BatchRequestEntry`;
  const batch = (
    request: InQueue & { readonly Entries?: readonly (Message & BatchEntry)[] | null },
    context: OperationContext,
  ): BatchResult<Success> => {
    const queue = queueByUrl(context, request.QueueUrl);
    const entries = checkEntries(`${operation}Batch`, request.Entries);
    const refusals = entries.map(entry => refusalOf(structure, entry));
    check(
      entries.filter((_, at) => refusals[at] === undefined),
      queue,
    );
    return context.store.transaction(() =>
      runBatch(entries, (entry, at) => {
        const refusal = refusals[at];
        if (refusal) throw refusal;
        const fault = context.faults.entry?.("sqs", `${operation}Batch`, entry);
        if (fault) throw new AwsError(fault.code, fault.message, { status: 500 });
        return run(entry, queue, context, request);
      }),
    );
  };
  return [single, batch] as const;
}

/** Why the model refuses an entry, which fails alone. */
function refusalOf(structure: string, entry: object): AwsError | undefined {
  try {
    sqsChecks.check(structure, entry);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** The entries of a batch; refuses a batch that is empty, too long, or whose ids are not distinct. */
function checkEntries<Entry extends BatchEntry>(
  operation: string,
  entries: readonly Entry[] | null | undefined,
): readonly Entry[] {
  if (!entries || entries.length === 0)
    throw new AwsError("EmptyBatchRequest", `There should be at least one ${operation}RequestEntry in the request.`);
  if (entries.length > 10)
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (typeof Id !== "string" || !/^[A-Za-z0-9_-]{1,80}$/.test(Id))
      throw new AwsError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    if (ids.has(Id)) throw new AwsError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    ids.add(Id);
  }
  return entries;
}

function runBatch<Entry extends BatchEntry, Success extends object | undefined>(
  entries: readonly Entry[],
  run: (entry: Entry, at: number) => Success,
): BatchResult<Success> {
  const done: (Success & BatchEntry)[] = [];
  const failed: BatchFailure[] = [];
  for (const [at, entry] of entries.entries()) {
    try {
      done.push({ ...run(entry, at), Id: entry.Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message, status } = error;
      failed.push({ Id: entry.Id, Code: code, Message: message, SenderFault: status < 500 });
    }
  }
  return { ...(done.length > 0 && { Successful: done }), ...(failed.length > 0 && { Failed: failed }) };
}
