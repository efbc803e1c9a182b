import type { OperationContext } from "../../../kernel/service.ts";
import { type BatchEntry, runBatch } from "../messages/batch.ts";
import { deleteReceived } from "../messages/in-flight.ts";
import { queueByUrl } from "../queues/find-queue.ts";

interface DeleteMessageBatchInput {
  readonly QueueUrl?: string;
  readonly Entries?: readonly (BatchEntry & { readonly ReceiptHandle?: string })[];
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export function deleteMessageBatch({ QueueUrl, Entries }: DeleteMessageBatchInput, context: OperationContext): object {
  const queue = queueByUrl(context, QueueUrl);
  return context.store.transaction(() =>
    runBatch("DeleteMessageBatch", Entries, entry => {
      deleteReceived(context, queue, entry.ReceiptHandle);
      return {};
    }),
  );
}
