import { singleAndBatch } from "../messages/batch.ts";
import { changeVisibilityOf } from "../messages/in-flight.ts";
import { required, wholeNumber } from "../sqs-errors.ts";

interface Change {
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export const [changeMessageVisibility, changeMessageVisibilityBatch] = singleAndBatch<Change, undefined>(
  "ChangeMessageVisibility",
  ({ ReceiptHandle, VisibilityTimeout }, queue, context) => {
    const seconds = required(wholeNumber(VisibilityTimeout, "VisibilityTimeout", 0, 43_200), "VisibilityTimeout");
    changeVisibilityOf(context, queue, ReceiptHandle, seconds);
  },
);
