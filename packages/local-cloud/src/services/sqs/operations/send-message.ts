import type { OperationContext } from "../../../kernel/service.ts";
import { type OutgoingMessage, type SentMessage, send } from "../messages/send.ts";
import { queueByUrl } from "../queues/find-queue.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function sendMessage(input: OutgoingMessage & { QueueUrl?: string }, context: OperationContext): SentMessage {
  const queue = queueByUrl(context, input.QueueUrl);
  return context.store.transaction(() => send(context, queue, input, context.accessKeyId));
}
