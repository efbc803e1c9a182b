import type { CloudContext } from "../../../kernel/service.ts";
import { type Queue, queueByArn } from "../queues/find-queue.ts";
import type { MessageAttributes } from "./message-attributes.ts";
import { receiptNonce, writeReceipt } from "./receipt-handle.ts";
import { wakeAt } from "./wake.ts";

/** A message as a receiver gets it; binary attribute values are base64. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** System attributes, all of them text: ApproximateReceiveCount, SentTimestamp, SenderId, … */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: MessageAttributes;
}

/** Options of a receive. */
export interface ReceiveOptions {
  readonly max: number;
  /** Milliseconds; the queue's own unless told. */
  readonly visibilityTimeout?: number | undefined;
  /** Who receives, when it is a part of the cloud: a message is in its hand until it is deleted or kept. */
  readonly receiver?: string | undefined;
}

interface Row {
  readonly seq: number;
  readonly message_id: string;
  readonly body: string;
  readonly md5: string;
  readonly attributes: string | null;
  readonly trace_header: string | null;
  readonly sender: string;
  readonly sent_at: number;
  readonly receive_count: number;
  readonly first_received_at: number | null;
  readonly dead_letter_source: string | null;
  readonly group_id: string | null;
  readonly deduplication_id: string | null;
  readonly sequence_number: string | null;
}

const COLUMNS =
  "seq, message_id, body, md5, attributes, trace_header, sender, sent_at, receive_count, first_received_at, dead_letter_source, group_id, deduplication_id, sequence_number";

const NEXT_OF_STANDARD = `SELECT ${COLUMNS} FROM sqs_messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, seq LIMIT ?`;

/** In a FIFO queue an earlier message of the same group that is in flight or delayed holds back the later ones. */
const NEXT_OF_FIFO = `SELECT ${COLUMNS} FROM sqs_messages AS message WHERE queue = ?1 AND visible_at <= ?2 AND NOT EXISTS (
    SELECT 1 FROM sqs_messages AS other
    WHERE other.queue = ?1 AND other.group_id = message.group_id AND other.sequence_number IS NOT NULL
      AND other.seq < message.seq AND other.visible_at > ?2
  ) ORDER BY seq LIMIT ?3`;

/** Takes up to `max` receivable messages into flight, moving on the way what was received too often to the dead-letter queue. */
export function receive(context: CloudContext, queue: Queue, options: ReceiveOptions): ReceivedMessage[] {
  const now = context.clock.now();
  const next = context.store.prepare(queue.settings.fifo ? NEXT_OF_FIFO : NEXT_OF_STANDARD);
  if (next.get(queue.name, now, 1) === undefined) return [];
  return context.store.transaction(() => {
    const received: ReceivedMessage[] = [];
    while (received.length < options.max) {
      const rows = next.all(queue.name, now, options.max - received.length) as unknown as Row[];
      if (rows.length === 0) break;
      for (const row of rows) {
        if (expire(context, queue, row, now) || moveToDeadLetters(context, queue, row, now)) continue;
        received.push(takeIntoFlight(context, queue, row, now, options));
      }
      // Without a visibility timeout a received message is receivable at once: return it once a call.
      if (visibilityOf(queue, options) === 0) break;
    }
    return received;
  });
}

function visibilityOf(queue: Queue, options: ReceiveOptions): number {
  return options.visibilityTimeout ?? queue.settings.visibilityTimeout;
}

function takeIntoFlight(
  context: CloudContext,
  queue: Queue,
  row: Row,
  now: number,
  options: ReceiveOptions,
): ReceivedMessage {
  const nonce = receiptNonce(context.random);
  const visibleAt = now + visibilityOf(queue, options);
  const firstReceivedAt = row.first_received_at ?? now;
  context.store
    .prepare(
      "UPDATE sqs_messages SET visible_at = ?, receive_count = receive_count + 1, first_received_at = ?, receipt = ?, receiver = ? WHERE seq = ?",
    )
    .run(visibleAt, firstReceivedAt, nonce, options.receiver ?? null, row.seq);
  wakeAt(context, queue.name, visibleAt);
  return {
    messageId: row.message_id,
    receiptHandle: writeReceipt(row.seq, nonce),
    body: row.body,
    md5OfBody: row.md5,
    attributes: {
      ApproximateReceiveCount: String(row.receive_count + 1),
      SentTimestamp: String(row.sent_at),
      SenderId: row.sender,
      ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
      ...(row.trace_header !== null && { AWSTraceHeader: row.trace_header }),
      ...(row.dead_letter_source !== null && { DeadLetterQueueSourceArn: row.dead_letter_source }),
      ...(row.group_id !== null && { MessageGroupId: row.group_id }),
      ...(row.deduplication_id !== null && { MessageDeduplicationId: row.deduplication_id }),
      ...(row.sequence_number !== null && { SequenceNumber: row.sequence_number }),
    },
    messageAttributes: row.attributes === null ? {} : (JSON.parse(row.attributes) as MessageAttributes),
  };
}

function expire(context: CloudContext, queue: Queue, row: Row, now: number): boolean {
  if (row.sent_at > now - queue.settings.retention) return false;
  context.store.prepare("DELETE FROM sqs_messages WHERE seq = ?").run(row.seq);
  context.report({ kind: "sqs:expired", name: queue.name, count: 1, bodies: () => [row.body] });
  return true;
}

/** A message keeps its id, its body, its attributes and the time it was sent in the dead-letter queue. */
function moveToDeadLetters(context: CloudContext, queue: Queue, row: Row, now: number): boolean {
  const { redrive } = queue.settings;
  if (!redrive || row.receive_count < redrive.maxReceiveCount) return false;
  const deadLetters = queueByArn(context, redrive.deadLetterArn);
  if (!deadLetters) return false; // Its dead-letter queue was deleted: the message stays.
  context.store
    .prepare(
      "UPDATE sqs_messages SET queue = ?, visible_at = ?, receipt = NULL, receiver = NULL, dead_letter_source = ? WHERE seq = ?",
    )
    .run(deadLetters.name, now, queue.arn, row.seq);
  context.signals.notify(`queue:${deadLetters.arn}`);
  context.report({ kind: "sqs:dead-lettered", name: queue.name, count: 1, bodies: () => [row.body] });
  return true;
}
