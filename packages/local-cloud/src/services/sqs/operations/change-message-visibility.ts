import type { ChangeMessageVisibilityRequest } from "../../../models/sqs-types.ts";
import { singleAndBatch } from "../messages/batch.ts";
import { changeVisibilityOf } from "../messages/in-flight.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export const [changeMessageVisibility, changeMessageVisibilityBatch] = singleAndBatch<
  ChangeMessageVisibilityRequest,
  undefined
>("ChangeMessageVisibility", ({ ReceiptHandle, VisibilityTimeout }, queue, context) => {
  changeVisibilityOf(context, queue, ReceiptHandle, VisibilityTimeout);
});
