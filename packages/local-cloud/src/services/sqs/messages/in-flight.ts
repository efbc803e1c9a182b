import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { Queue } from "../queues/find-queue.ts";
import { invalidParameter } from "../sqs-errors.ts";
import { readReceipt } from "./receipt-handle.ts";
import { wakeAt } from "./wake.ts";

/** How long after its receipt a message can be held back at most. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html */
const MOST_SECONDS = 43_200;

/** Deletes the message of a receipt; a handle of an earlier receipt, or of a message that is gone, deletes nothing, as in AWS. */
export function deleteReceived(context: CloudContext, queue: Queue, receiptHandle: string): void {
  const { seq, nonce } = readReceipt(receiptHandle);
  const { store, signals } = context;
  const { changes } = store
    .prepare("DELETE FROM sqs_messages WHERE seq = ? AND receipt = ? AND queue = ?")
    .run(seq, nonce, queue.name);
  if (changes === 0) return;
  context.report({ kind: "sqs:deleted", name: queue.name, count: 1 });
  signals.notify("engine");
  if (queue.settings.fifo) signals.notify(`queue:${queue.arn}`); // The next message of its group can be received now.
}

/** Refuses the receipt of a FIFO message that is no longer in flight, or was received again since: its deletion fails there. */
export function refuseExpired(context: CloudContext, queue: Queue, receiptHandle: string): void {
  const { seq, nonce } = readReceipt(receiptHandle);
  const row = context.store
    .prepare("SELECT visible_at, receipt FROM sqs_messages WHERE seq = ? AND queue = ?")
    .get(seq, queue.name);
  if (row && (row.receipt !== nonce || Number(row.visible_at) <= context.clock.now()))
    throw invalidParameter("ReceiptHandle", receiptHandle, "The receipt handle has expired.");
}

/**
 * Sets when a received message becomes receivable again, in seconds from now. Until it is received again, that is possible
 * also after its visibility timeout, and with the handle of an earlier receipt (recorded by LocalStack); not once a
 * timeout of zero has ended the receipt.
 */
export function changeVisibilityOf(
  context: CloudContext,
  queue: Queue,
  receiptHandle: string,
  visibilityTimeout: number,
): void {
  const { seq } = readReceipt(receiptHandle);
  const { store, clock, signals } = context;
  const row = store
    .prepare("SELECT receipt, is_released, received_at FROM sqs_messages WHERE seq = ? AND queue = ?")
    .get(seq, queue.name);
  if (typeof row?.receipt !== "string")
    throw invalidParameter(
      "ReceiptHandle",
      receiptHandle,
      "Message does not exist or is not available for visibility timeout change.",
    );
  if (row.is_released === 1) throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
  const visibleAt = clock.now() + visibilityTimeout * 1000;
  // The text as users report it, in localstack/localstack#3956.
  if (visibleAt > Number(row.received_at) + MOST_SECONDS * 1000)
    throw invalidParameter(
      "VisibilityTimeout",
      visibilityTimeout,
      `Total VisibilityTimeout for the message is beyond the limit [${MOST_SECONDS} seconds]`,
    );
  store
    .prepare("UPDATE sqs_messages SET visible_at = ?, is_released = ? WHERE seq = ?")
    .run(visibleAt, visibilityTimeout === 0 ? 1 : 0, seq);
  if (visibilityTimeout > 0) wakeAt(context, queue.name, visibleAt);
  else signals.notify(`queue:${queue.arn}`);
}
