import type { OperationContext } from "../../../kernel/service.ts";
import { deleteReceived } from "../messages/in-flight.ts";
import { queueByUrl } from "../queues/find-queue.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export function deleteMessage(input: { QueueUrl?: string; ReceiptHandle?: string }, context: OperationContext): void {
  const queue = queueByUrl(context, input.QueueUrl);
  context.store.transaction(() => deleteReceived(context, queue, input.ReceiptHandle));
}
