import { AwsError } from "../../../kernel/aws-error.ts";
import { traceOf } from "../../../protocols/request-trace.ts";
import { singleAndBatch } from "../messages/batch.ts";
import { messageBytes, type OutgoingMessage, requireFifoIds, type SentMessage, send } from "../messages/send.ts";
import { MAXIMUM_MESSAGE_BYTES } from "../queues/queue-settings.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export const [sendMessage, sendMessageBatch] = singleAndBatch<OutgoingMessage, SentMessage>(
  "SendMessage",
  (message, queue, context, request) =>
    send(context, queue, message, { id: context.accessKeyId, trace: request[traceOf] }),
  (messages, queue) => {
    // One entry without its ids fails the whole batch (recorded by LocalStack).
    for (const message of messages) requireFifoIds(queue, message);
    const bytes = messages.reduce((sum, message) => sum + messageBytes(message), 0);
    if (bytes > MAXIMUM_MESSAGE_BYTES)
      throw new AwsError(
        "BatchRequestTooLong",
        `Batch requests cannot be longer than ${MAXIMUM_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
      );
  },
);
