import { createHash, hash } from "node:crypto";
import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { SendMessageRequest } from "../../../models/sqs-types.ts";
import type { Queue } from "../queues/find-queue.ts";
import { missingParameter, wrongQueueType } from "../sqs-errors.ts";
import { INVALID_CHARACTERS, isMessageText } from "./characters.ts";
import {
  attributeBytes,
  type MessageAttributes,
  md5OfAttributes,
  validateMessageAttributes,
  validateSystemAttributes,
} from "./message-attributes.ts";
import { wakeAt } from "./wake.ts";

/** A message to send, named as the API names its members; checked by SQS's model. */
export type OutgoingMessage = Omit<SendMessageRequest, "QueueUrl">;

/** Who sends a message. */
export interface Sender {
  /** Shown as SenderId. */
  readonly id: string;
  /** The X-Ray trace that the request belongs to. */
  readonly trace?: string | undefined;
}

/** The answer to a sender. */
export interface SentMessage {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
  readonly MD5OfMessageAttributes?: string;
  readonly MD5OfMessageSystemAttributes?: string;
  readonly SequenceNumber?: string;
}

/** How long a FIFO queue remembers a deduplication id. */
const DEDUPLICATION_INTERVAL = 5 * 60_000;

/** Puts a message on a queue; joins the caller's transaction. */
export function send(context: CloudContext, queue: Queue, message: OutgoingMessage, sender: Sender): SentMessage {
  const { MessageBody: body, MessageAttributes: attributes, MessageSystemAttributes: system } = message;
  validate(queue, message);
  const now = context.clock.now();
  const delay = delayOf(queue, message);
  const md5 = hash("md5", body);
  const digests = {
    MD5OfMessageBody: md5,
    ...(hasAny(attributes) && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
    ...(hasAny(system) && { MD5OfMessageSystemAttributes: md5OfAttributes(system) }),
  };
  const deduplicationId = queue.settings.fifo ? deduplicationOf(queue, message, body) : undefined;
  const known = deduplicationId && sentBefore(context, queue, deduplicationId, now);
  if (known) return { ...known, ...digests };

  const id = uuid(context.random);
  const { lastInsertRowid } = context.store
    .prepare(
      `INSERT INTO sqs_messages (queue, message_id, body, md5, attributes, trace_header, sender, sent_at, visible_at, group_id, deduplication_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      queue.name,
      id,
      body,
      md5,
      hasAny(attributes) ? JSON.stringify(attributes) : null,
      system?.AWSTraceHeader?.StringValue ?? sender.trace ?? null,
      sender.id,
      now,
      now + delay,
      message.MessageGroupId ?? null,
      message.MessageDeduplicationId ?? deduplicationId?.at(-1) ?? null,
    );
  const sequence = deduplicationId && remember(context, queue, deduplicationId, id, lastInsertRowid, now);
  if (delay > 0) wakeAt(context, queue.name, now + delay);
  else context.signals.notify(`queue:${queue.arn}`);
  context.report({ kind: "sqs:sent", name: queue.name, count: 1 });
  return { MessageId: id, ...digests, ...(sequence && { SequenceNumber: sequence }) };
}

/** Size as SQS counts it: body and message attributes. */
export function messageBytes({ MessageBody, MessageAttributes }: OutgoingMessage): number {
  return Buffer.byteLength(MessageBody) + (MessageAttributes ? attributeBytes(MessageAttributes) : 0);
}

/** The sequence number of a FIFO message: twenty digits, as AWS's have, growing with every message. */
export function fifoSequence(seq: number | bigint): string {
  return (10n ** 19n + BigInt(seq)).toString();
}

/** Refuses a message of a FIFO queue without a group, or without anything to deduplicate by. */
export function requireFifoIds({ settings }: Queue, message: OutgoingMessage): void {
  if (!settings.fifo) return;
  if (message.MessageGroupId === undefined) throw missingParameter("MessageGroupId");
  if (message.MessageDeduplicationId === undefined && !settings.contentBasedDeduplication)
    throw new AwsError(
      "InvalidParameterValue",
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
}

function validate(queue: Queue, message: OutgoingMessage): void {
  const { MessageBody: body, MessageAttributes: attributes, MessageSystemAttributes: system } = message;
  if (!isMessageText(body)) throw new AwsError("InvalidMessageContents", INVALID_CHARACTERS);
  if (attributes) validateMessageAttributes(attributes);
  if (system) validateSystemAttributes(system);
  if (messageBytes(message) > queue.settings.maximumBytes)
    throw new AwsError(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.settings.maximumBytes} bytes.`,
    );
  requireFifoIds(queue, message);
  const { MessageDeduplicationId: deduplicationId } = message;
  if (!queue.settings.fifo && deduplicationId !== undefined)
    throw wrongQueueType("MessageDeduplicationId", deduplicationId);
}

/** A FIFO queue's own delay holds for every message; a message may only say zero (recorded by LocalStack). */
function delayOf(queue: Queue, { DelaySeconds }: OutgoingMessage): number {
  if (queue.settings.fifo && DelaySeconds) throw wrongQueueType("DelaySeconds", DelaySeconds);
  return DelaySeconds === undefined || queue.settings.fifo ? queue.settings.delay : DelaySeconds * 1000;
}

/** What a FIFO queue deduplicates by: scope and id. */
function deduplicationOf({ settings }: Queue, message: OutgoingMessage, body: string): readonly [string, string] {
  const id = message.MessageDeduplicationId ?? createHash("sha256").update(body).digest("hex");
  return [settings.deduplicatesByGroup ? (message.MessageGroupId ?? "") : "", id];
}

function sentBefore(context: CloudContext, queue: Queue, key: readonly [string, string], now: number) {
  const row = context.store
    .prepare("SELECT * FROM sqs_deduplications WHERE queue = ? AND deduplication_id = ? AND expires_at > ?")
    .get(queue.name, key.join("\n"), now);
  return row && { MessageId: row.message_id as string, SequenceNumber: row.sequence_number as string };
}

function remember(
  context: CloudContext,
  queue: Queue,
  key: readonly [string, string],
  messageId: string,
  seq: number | bigint,
  now: number,
): string {
  const { store } = context;
  const sequence = fifoSequence(seq);
  store.prepare("UPDATE sqs_messages SET sequence_number = ? WHERE seq = ?").run(sequence, seq);
  store.prepare("DELETE FROM sqs_deduplications WHERE queue = ? AND expires_at <= ?").run(queue.name, now);
  store
    .prepare("INSERT INTO sqs_deduplications VALUES (?, ?, ?, ?, ?)")
    .run(queue.name, key.join("\n"), messageId, sequence, now + DEDUPLICATION_INTERVAL);
  return sequence;
}

function hasAny(attributes: MessageAttributes | undefined): attributes is MessageAttributes {
  return attributes !== undefined && Object.keys(attributes).length > 0;
}
