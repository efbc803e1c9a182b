import type { CloudContext } from "../../../kernel/service.ts";
import type { Queue } from "../queues/find-queue.ts";
import { readReceipt } from "./receipt-handle.ts";
import { messageInFlight, type ReceivedMessage } from "./receive.ts";
import { wakeAt } from "./wake.ts";

/** How long a FIFO queue remembers an attempt to receive. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const ATTEMPT_INTERVAL = 5 * 60_000;

/** Remembers the receipts that an attempt to receive got, for its retries. */
export function rememberAttempt(
  { store, clock }: CloudContext,
  queue: Queue,
  attemptId: string,
  messages: readonly ReceivedMessage[],
): void {
  if (messages.length === 0) return;
  const now = clock.now();
  const receipts = messages.map(({ receiptHandle }) => receiptHandle);
  store.transaction(() => {
    store.prepare("DELETE FROM sqs_receive_attempts WHERE queue = ? AND expires_at <= ?").run(queue.name, now);
    store
      .prepare("INSERT OR REPLACE INTO sqs_receive_attempts VALUES (?, ?, ?, ?)")
      .run(queue.name, attemptId, JSON.stringify(receipts), now + ATTEMPT_INTERVAL);
  });
}

/**
 * What the same attempt got within the last five minutes, with the same receipt handles and a new visibility timeout in
 * milliseconds; none once any of it was deleted, released or received again.
 */
export function repeatAttempt(
  context: CloudContext,
  queue: Queue,
  attemptId: string,
  visibilityTimeout: number,
): readonly ReceivedMessage[] {
  const { store, clock } = context;
  const now = clock.now();
  const row = store
    .prepare("SELECT receipts FROM sqs_receive_attempts WHERE queue = ? AND attempt_id = ? AND expires_at > ?")
    .get(queue.name, attemptId, now);
  const receipts = JSON.parse((row?.receipts as string | undefined) ?? "[]") as readonly string[];
  const messages = receipts.flatMap(receipt => messageInFlight(context, queue, receipt) ?? []);
  if (messages.length === 0 || messages.length < receipts.length) return [];
  store.transaction(() => {
    const extend = store.prepare("UPDATE sqs_messages SET visible_at = ? WHERE seq = ?");
    for (const receipt of receipts) extend.run(now + visibilityTimeout, readReceipt(receipt).seq);
  });
  wakeAt(context, queue.name, now + visibilityTimeout);
  return messages;
}
