import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { Queue } from "../queues/find-queue.ts";
import { invalidParameter, required } from "../sqs-errors.ts";
import { readReceipt } from "./receipt-handle.ts";
import { wakeAt } from "./wake.ts";

/** Deletes the message of a receipt; a handle of an earlier receipt, or of a message that is gone, deletes nothing, as in AWS. */
export function deleteReceived(context: CloudContext, queue: Queue, receiptHandle: string | undefined): void {
  const { seq, nonce } = readReceipt(required(receiptHandle, "ReceiptHandle"));
  const { store, signals } = context;
  const { changes } = store
    .prepare("DELETE FROM sqs_messages WHERE seq = ? AND receipt = ? AND queue = ?")
    .run(seq, nonce, queue.name);
  if (changes === 0) return;
  context.report({ kind: "sqs:deleted", name: queue.name, count: 1 });
  signals.notify("engine");
  if (queue.settings.fifo) signals.notify(`queue:${queue.arn}`); // The next message of its group can be received now.
}

/** Sets when a message in flight becomes receivable again, in seconds from now. */
export function changeVisibilityOf(
  context: CloudContext,
  queue: Queue,
  receiptHandle: string | undefined,
  visibilityTimeout: number,
): void {
  const { seq, nonce } = readReceipt(required(receiptHandle, "ReceiptHandle"));
  const { store, clock, signals } = context;
  const row = store
    .prepare("SELECT visible_at FROM sqs_messages WHERE seq = ? AND receipt = ? AND queue = ?")
    .get(seq, nonce, queue.name);
  if (!row)
    throw invalidParameter(
      "ReceiptHandle",
      "Message does not exist or is not available for visibility timeout change.",
    );
  const now = clock.now();
  if (Number(row.visible_at) <= now) throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
  store.prepare("UPDATE sqs_messages SET visible_at = ? WHERE seq = ?").run(now + visibilityTimeout * 1000, seq);
  if (visibilityTimeout > 0) wakeAt(context, queue.name, now + visibilityTimeout * 1000);
  else signals.notify(`queue:${queue.arn}`);
}
