import type { OperationContext } from "../../../kernel/service.ts";
import { queueByUrl } from "../find-queue.ts";
import { deleteReceived } from "../in-flight.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export function deleteMessage(input: { QueueUrl?: string; ReceiptHandle?: string }, context: OperationContext): void {
  const queue = queueByUrl(context, input.QueueUrl);
  context.store.transaction(() => deleteReceived(context, queue, input.ReceiptHandle));
}
