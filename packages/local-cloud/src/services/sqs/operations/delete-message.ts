import type { DeleteMessageRequest } from "../../../models/sqs-types.ts";
import { singleAndBatch } from "../messages/batch.ts";
import { deleteReceived, refuseExpired } from "../messages/in-flight.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export const [deleteMessage, deleteMessageBatch] = singleAndBatch<DeleteMessageRequest, undefined>(
  "DeleteMessage",
  ({ ReceiptHandle }, queue, context) => {
    if (queue.settings.fifo) refuseExpired(context, queue, ReceiptHandle);
    deleteReceived(context, queue, ReceiptHandle);
  },
);
