import { createHash, hash } from "node:crypto";
import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { Queue } from "../queues/find-queue.ts";
import { invalidParameter, missingParameter, wholeNumber } from "../sqs-errors.ts";
import {
  attributeBytes,
  type MessageAttributes,
  md5OfAttributes,
  validateMessageAttributes,
} from "./message-attributes.ts";
import { wakeAt } from "./wake.ts";

/** A message to send, named as the API names its members. */
export interface OutgoingMessage {
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageSystemAttributes?: MessageAttributes;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
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
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what SQS refuses.
const REFUSED_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Puts a message on a queue; joins the caller's transaction. `sender` is shown as SenderId. */
export function send(context: CloudContext, queue: Queue, message: OutgoingMessage, sender: string): SentMessage {
  const { MessageBody: body, MessageAttributes: attributes, MessageSystemAttributes: system } = message;
  validate(queue, message);
  if (body === undefined) throw missingParameter("MessageBody");
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
      system?.AWSTraceHeader?.StringValue ?? null,
      sender,
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
  return Buffer.byteLength(MessageBody ?? "") + (MessageAttributes ? attributeBytes(MessageAttributes) : 0);
}

/** The sequence number of a FIFO message: twenty digits, as AWS's have, growing with every message. */
export function fifoSequence(seq: number | bigint): string {
  return (10n ** 19n + BigInt(seq)).toString();
}

function validate(queue: Queue, message: OutgoingMessage): void {
  const { MessageBody: body, MessageAttributes: attributes, MessageSystemAttributes: system } = message;
  if (typeof body !== "string" || body === "") throw missingParameter("MessageBody");
  if (REFUSED_CHARACTERS.test(body) || !body.isWellFormed())
    throw new AwsError(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  if (attributes) validateMessageAttributes(attributes);
  if (system && Object.keys(system).some(name => name !== "AWSTraceHeader"))
    throw invalidParameter("MessageSystemAttributes", "Only AWSTraceHeader is supported.");
  if (messageBytes(message) > queue.settings.maximumBytes)
    throw invalidParameter("MessageBody", `Message must be shorter than ${queue.settings.maximumBytes} bytes.`);
}

function delayOf(queue: Queue, { DelaySeconds }: OutgoingMessage): number {
  const seconds = wholeNumber(DelaySeconds, "DelaySeconds", 0, 900);
  if (queue.settings.fifo && seconds)
    throw invalidParameter("DelaySeconds", "The request include parameter that is not valid for this queue type.");
  return seconds === undefined ? queue.settings.delay : seconds * 1000;
}

/** What a FIFO queue deduplicates by: scope and id. */
function deduplicationOf(queue: Queue, message: OutgoingMessage, body: string): readonly [string, string] {
  if (!message.MessageGroupId) throw missingParameter("MessageGroupId");
  const { contentBasedDeduplication, deduplicatesByGroup } = queue.settings;
  const id =
    message.MessageDeduplicationId ??
    (contentBasedDeduplication ? createHash("sha256").update(body).digest("hex") : undefined);
  if (id === undefined)
    throw new AwsError(
      "InvalidParameterValue",
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  return [deduplicatesByGroup ? message.MessageGroupId : "", id];
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
