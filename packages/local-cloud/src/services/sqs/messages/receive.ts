import type { CloudContext } from "../../../kernel/service.ts";
import { type Queue, queueByArn } from "../queues/find-queue.ts";
import type { MessageAttributes } from "./message-attributes.ts";
import { readReceipt, receiptNonce, writeReceipt } from "./receipt-handle.ts";
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

/** Takes up to `max` receivable messages into flight, moving on the way what was received too often to the dead-letter queue. */
export function receive(context: CloudContext, queue: Queue, options: ReceiveOptions): ReceivedMessage[] {
  const now = context.clock.now();
  const next = queue.settings.fifo ? nextOfFifo(context, queue) : nextOfStandard(context, queue);
  if (next(now, 1).length === 0 || isFull(context, queue)) return [];
  return context.store.transaction(() => {
    const received: ReceivedMessage[] = [];
    while (received.length < options.max) {
      const rows = next(now, options.max - received.length);
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

/**
 * Most messages of a queue that may be in flight. 120,000 also for FIFO queues since 2024-11; the page of quotas still said
 * 20,000 for a while. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html
 */
export const MOST_IN_FLIGHT = 120_000;

/** Whether as many messages of a queue are in flight as there may be: nothing more is received then. */
export function isFull({ store, clock }: CloudContext, { name }: Queue): boolean {
  const now = clock.now();
  // The index alone answers for nearly every queue.
  const later = store.prepare("SELECT 1 FROM sqs_messages WHERE queue = ? AND visible_at > ? LIMIT 1 OFFSET ?");
  if (later.get(name, now, MOST_IN_FLIGHT - 1) === undefined) return false;
  const inFlight = store.prepare("SELECT COUNT(receipt) AS n FROM sqs_messages WHERE queue = ? AND visible_at > ?");
  return Number(inFlight.get(name, now)?.n) >= MOST_IN_FLIGHT;
}

function nextOfStandard({ store }: CloudContext, { name }: Queue) {
  const statement = store.prepare(
    `SELECT ${COLUMNS} FROM sqs_messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, seq LIMIT ?`,
  );
  return (now: number, most: number) => statement.all(name, now, most) as unknown as Row[];
}

/**
 * The next messages of a FIFO queue, group by group: as many of the group with the oldest one as there may be, then those of
 * the next group. A message that is in flight or delayed holds back the later ones of its group.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
function nextOfFifo({ store }: CloudContext, { name }: Queue) {
  const oldest = store.prepare(
    `WITH held AS MATERIALIZED (
       SELECT group_id, MIN(seq) AS seq FROM sqs_messages WHERE queue = ?1 AND visible_at > ?2 GROUP BY group_id
     )
     SELECT message.group_id, message.seq, held.seq AS until
     FROM sqs_messages AS message LEFT JOIN held ON held.group_id = message.group_id
     WHERE queue = ?1 AND visible_at <= ?2 AND (held.seq IS NULL OR message.seq < held.seq)
       AND message.group_id NOT IN (SELECT value FROM json_each(?3))
     ORDER BY message.seq LIMIT 1`,
  );
  const ofGroup = store.prepare(
    `SELECT ${COLUMNS} FROM sqs_messages WHERE queue = ? AND group_id = ? AND sequence_number IS NOT NULL AND seq >= ? AND seq < ?
     ORDER BY seq LIMIT ?`,
  );
  return (now: number, most: number): Row[] => {
    const rows: Row[] = [];
    const groups: string[] = [];
    while (rows.length < most) {
      const first = oldest.get(name, now, JSON.stringify(groups));
      if (!first) break;
      const group = first.group_id as string;
      const until = first.until ?? Number.MAX_SAFE_INTEGER;
      rows.push(...(ofGroup.all(name, group, first.seq ?? 0, until, most - rows.length) as unknown as Row[]));
      groups.push(group);
    }
    return rows;
  };
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
      "UPDATE sqs_messages SET visible_at = ?, receive_count = receive_count + 1, first_received_at = ?, received_at = ?, receipt = ?, receiver = ?, is_released = 0 WHERE seq = ?",
    )
    .run(visibleAt, firstReceivedAt, now, nonce, options.receiver ?? null, row.seq);
  wakeAt(context, queue.name, visibleAt);
  return toReceived({ ...row, receive_count: row.receive_count + 1, first_received_at: firstReceivedAt }, nonce);
}

/** The message of a receipt while it is in flight, as its receiver got it; undefined once it is not. */
export function messageInFlight(
  context: CloudContext,
  queue: Queue,
  receiptHandle: string,
): ReceivedMessage | undefined {
  const { seq, nonce } = readReceipt(receiptHandle);
  const row = context.store
    .prepare(`SELECT ${COLUMNS} FROM sqs_messages WHERE seq = ? AND receipt = ? AND queue = ? AND visible_at > ?`)
    .get(seq, nonce, queue.name, context.clock.now());
  return row && toReceived(row as unknown as Row, nonce);
}

function toReceived(row: Row, nonce: string): ReceivedMessage {
  return {
    messageId: row.message_id,
    receiptHandle: writeReceipt(row.seq, nonce),
    body: row.body,
    md5OfBody: row.md5,
    attributes: {
      ApproximateReceiveCount: String(row.receive_count),
      SentTimestamp: String(row.sent_at),
      SenderId: row.sender,
      ApproximateFirstReceiveTimestamp: String(row.first_received_at),
      ...(row.trace_header !== null && { AWSTraceHeader: row.trace_header }),
      ...(row.dead_letter_source !== null && { DeadLetterQueueSourceArn: row.dead_letter_source }),
      ...(row.group_id !== null && { MessageGroupId: row.group_id }),
      ...(row.deduplication_id !== null && { MessageDeduplicationId: row.deduplication_id }),
      ...(row.sequence_number !== null && { SequenceNumber: row.sequence_number }),
    },
    messageAttributes: row.attributes === null ? {} : (JSON.parse(row.attributes) as MessageAttributes),
  };
}

/** Deletes the messages of a queue whose retention period has ended. */
export function expireOld(context: CloudContext, queue: Queue): void {
  const now = context.clock.now();
  const old = context.store.prepare(`SELECT ${COLUMNS} FROM sqs_messages WHERE queue = ? AND sent_at <= ?`);
  context.store.transaction(() => {
    for (const row of old.all(queue.name, now - queue.settings.retention))
      expire(context, queue, row as unknown as Row, now);
  });
}

function expire(context: CloudContext, queue: Queue, row: Row, now: number): boolean {
  if (row.sent_at > now - queue.settings.retention) return false;
  context.store.prepare("DELETE FROM sqs_messages WHERE seq = ?").run(row.seq);
  context.report({ kind: "sqs:expired", name: queue.name, count: 1, bodies: () => [row.body] });
  return true;
}

/**
 * A message keeps its id, its body and its attributes in the dead-letter queue; and the time it was sent, but in a FIFO queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
function moveToDeadLetters(context: CloudContext, queue: Queue, row: Row, now: number): boolean {
  const { redrive } = queue.settings;
  if (!redrive || row.receive_count < redrive.maxReceiveCount) return false;
  const deadLetters = queueByArn(context, redrive.deadLetterArn);
  if (!deadLetters) return false; // Its dead-letter queue was deleted: the message stays.
  context.store
    .prepare(
      "UPDATE sqs_messages SET queue = ?, visible_at = ?, sent_at = ?, receipt = NULL, receiver = NULL, dead_letter_source = ? WHERE seq = ?",
    )
    .run(deadLetters.name, now, queue.settings.fifo ? now : row.sent_at, queue.arn, row.seq);
  context.signals.notify(`queue:${deadLetters.arn}`);
  context.report({ kind: "sqs:dead-lettered", name: queue.name, count: 1, bodies: () => [row.body] });
  return true;
}
