import type { OperationContext } from "../../../kernel/service.ts";
import { changeVisibilityOf } from "../messages/in-flight.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { required, wholeNumber } from "../sqs-errors.ts";

interface ChangeMessageVisibilityInput {
  readonly QueueUrl?: string;
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export function changeMessageVisibility(input: ChangeMessageVisibilityInput, context: OperationContext): void {
  const queue = queueByUrl(context, input.QueueUrl);
  const seconds = required(wholeNumber(input.VisibilityTimeout, "VisibilityTimeout", 0, 43_200), "VisibilityTimeout");
  context.store.transaction(() => changeVisibilityOf(context, queue, input.ReceiptHandle, seconds));
}
