import { AwsError } from "../../../kernel/aws-error.ts";

/** One entry of a batch request. */
export interface BatchEntry {
  readonly Id: string;
}

/** The answer of a batch request: an outcome per entry. AWS leaves out an empty list. */
export interface BatchResult<Success> {
  readonly Successful?: readonly Success[];
  readonly Failed?: readonly BatchFailure[];
}

interface BatchFailure {
  readonly Id: string;
  readonly Code: string;
  readonly Message: string;
  readonly SenderFault: boolean;
}

/** Runs each entry of a batch; an `AwsError` fails only its entry. Refuses batches that SQS refuses as a whole. */
export function runBatch<Entry extends BatchEntry, Success extends object>(
  operation: string,
  entries: readonly Entry[] | undefined,
  run: (entry: Entry) => Success,
): BatchResult<Success & { Id: string }> {
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
  const done: (Success & { Id: string })[] = [];
  const failed: BatchFailure[] = [];
  for (const entry of entries) {
    try {
      done.push({ ...run(entry), Id: entry.Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message, status } = error;
      failed.push({ Id: entry.Id, Code: code, Message: message, SenderFault: status < 500 });
    }
  }
  return { ...(done.length > 0 && { Successful: done }), ...(failed.length > 0 && { Failed: failed }) };
}
