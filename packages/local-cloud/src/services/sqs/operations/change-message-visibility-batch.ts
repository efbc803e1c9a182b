import type { OperationContext } from "../../../kernel/service.ts";
import { type BatchEntry, runBatch } from "../messages/batch.ts";
import { changeVisibilityOf } from "../messages/in-flight.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { required, wholeNumber } from "../sqs-errors.ts";

interface ChangeMessageVisibilityBatchInput {
  readonly QueueUrl?: string;
  readonly Entries?: readonly (BatchEntry & { readonly ReceiptHandle?: string; readonly VisibilityTimeout?: number })[];
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export function changeMessageVisibilityBatch(
  { QueueUrl, Entries }: ChangeMessageVisibilityBatchInput,
  context: OperationContext,
): object {
  const queue = queueByUrl(context, QueueUrl);
  return context.store.transaction(() =>
    runBatch("ChangeMessageVisibilityBatch", Entries, entry => {
      const seconds = wholeNumber(entry.VisibilityTimeout, "VisibilityTimeout", 0, 43_200);
      changeVisibilityOf(context, queue, entry.ReceiptHandle, required(seconds, "VisibilityTimeout"));
      return {};
    }),
  );
}
