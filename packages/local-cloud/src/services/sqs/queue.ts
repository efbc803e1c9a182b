import type { CloudContext } from "../../kernel/service.ts";
import type { SendMessageRequest } from "../../models/sqs-types.ts";
import { deleteReceived } from "./messages/in-flight.ts";
import type { MessageAttributes } from "./messages/message-attributes.ts";
import { readReceipt } from "./messages/receipt-handle.ts";
import { type ReceivedMessage, receive } from "./messages/receive.ts";
import { send } from "./messages/send.ts";
import { wakeAt } from "./messages/wake.ts";
import { type Queue, queueByArn } from "./queues/find-queue.ts";
import { sqsChecks } from "./sqs-checks.ts";
import { queueDoesNotExist } from "./sqs-errors.ts";

export { isMessageText } from "./messages/characters.ts";
export { type MessageAttributes, md5OfAttributes } from "./messages/message-attributes.ts";
export type { ReceivedMessage } from "./messages/receive.ts";

/** A message that another service of this cloud sends. */
export interface QueueMessage {
  readonly queueArn: string;
  readonly body: string;
  readonly attributes?: MessageAttributes;
  readonly delaySeconds?: number;
  /** FIFO queues only. */
  readonly messageGroupId?: string;
  readonly messageDeduplicationId?: string;
  /** The X-Ray trace that it belongs to. */
  readonly trace?: string | undefined;
}

/** Sends a message on behalf of another service; joins the caller's transaction. `AwsError` QueueDoesNotExist or InvalidParameterValue. */
export function sendToQueue(context: CloudContext, message: QueueMessage): { messageId: string } {
  const outgoing: SendMessageRequest = {
    QueueUrl: message.queueArn,
    MessageBody: message.body,
    MessageAttributes: message.attributes,
    DelaySeconds: message.delaySeconds,
    MessageGroupId: message.messageGroupId,
    MessageDeduplicationId: message.messageDeduplicationId,
  };
  sqsChecks.check("SendMessageRequest", outgoing);
  const { MessageId } = send(context, existing(context, message.queueArn), outgoing, {
    id: SERVICE_SENDER,
    trace: message.trace,
  });
  return { messageId: MessageId };
}

/** SenderId of messages that services send: in AWS an id of the service's role, opaque to receivers. */
const SERVICE_SENDER = "AIDAILOCALSERVICE0000";

/** Receives up to `max` messages now, without waiting. `visibilityTimeout` in seconds; `receiver` names the event source mapping, see `releaseReceived`. */
export function receiveFromQueue(
  context: CloudContext,
  options: { queueArn: string; max: number; visibilityTimeout?: number; receiver?: string },
): ReceivedMessage[] {
  const { visibilityTimeout } = options;
  return receive(context, existing(context, options.queueArn), {
    max: options.max,
    visibilityTimeout: visibilityTimeout === undefined ? undefined : visibilityTimeout * 1000,
    receiver: options.receiver,
  });
}

/** Deletes received messages; joins the caller's transaction. Handles of an earlier receipt delete nothing. */
export function deleteFromQueue(
  context: CloudContext,
  options: { queueArn: string; receiptHandles: readonly string[] },
): void {
  const queue = existing(context, options.queueArn);
  context.store.transaction(() => {
    for (const handle of options.receiptHandles) deleteReceived(context, queue, handle);
  });
}

/** Says that a receiver has failed with messages: they were received, and come again when their visibility timeout has passed. */
export function keepReceived(
  context: CloudContext,
  options: { queueArn: string; receiptHandles: readonly string[] },
): void {
  const { name } = existing(context, options.queueArn);
  context.store.transaction(() => {
    for (const handle of options.receiptHandles) {
      const { seq, nonce } = readReceipt(handle);
      context.store
        .prepare("UPDATE sqs_messages SET receiver = NULL WHERE seq = ? AND receipt = ? AND queue = ?")
        .run(seq, nonce, name);
    }
  });
}

/**
 * Takes back what a receiver that died with its process had in hand: receivable at the time given (milliseconds since the
 * epoch) or earlier, and as if never received. A message that is healthy would end as a dead letter otherwise, by the
 * deaths of the process alone. What a client received stays received, as on AWS.
 */
export function releaseReceived(
  context: CloudContext,
  options: { queueArn: string; receiver: string; notLaterThan: number },
): void {
  const { name, arn } = existing(context, options.queueArn);
  const now = context.clock.now();
  const visibleAt = Math.max(now, options.notLaterThan);
  const { changes } = context.store
    .prepare(
      `UPDATE sqs_messages SET visible_at = MIN(visible_at, ?), receiver = NULL, receive_count = receive_count - 1,
         first_received_at = CASE WHEN receive_count = 1 THEN NULL ELSE first_received_at END
       WHERE queue = ? AND receiver = ?`,
    )
    .run(visibleAt, name, options.receiver);
  if (changes === 0) return;
  if (visibleAt > now) wakeAt(context, name, visibleAt);
  context.signals.notify(`queue:${arn}`);
}

/** Makes receivable at once what was received, failed, and waits for its visibility timeout: what it failed at may be mended. */
export function redeliverFailed(context: CloudContext, queueArn: string): void {
  const { name, arn } = existing(context, queueArn);
  const now = context.clock.now();
  const { changes } = context.store
    .prepare(
      "UPDATE sqs_messages SET visible_at = ? WHERE queue = ? AND receiver IS NULL AND receive_count > 0 AND visible_at > ?",
    )
    .run(now, name, now);
  if (changes > 0) context.signals.notify(`queue:${arn}`);
}

/** What another service must know of a queue before it reads from it; undefined if there is none. */
export function describeQueue(
  context: CloudContext,
  queueArn: string,
): { readonly visibilityTimeout: number; readonly fifo: boolean } | undefined {
  const { settings } = queueByArn(context, queueArn) ?? {};
  return settings && { visibilityTimeout: settings.visibilityTimeout / 1000, fifo: settings.fifo };
}

/** The numbers of messages in a queue: receivable now, received and not yet deleted, and delayed. */
export function countMessages(
  context: CloudContext,
  queueArn: string,
): { visible: number; inFlight: number; delayed: number } {
  const { name } = existing(context, queueArn);
  const now = context.clock.now();
  const { prepare } = context.store;
  const visible = prepare("SELECT COUNT(*) AS n FROM sqs_messages WHERE queue = ? AND visible_at <= ?").get(name, now);
  const later = prepare(
    "SELECT COUNT(*) AS n, COUNT(receipt) AS received FROM sqs_messages WHERE queue = ? AND visible_at > ?",
  ).get(name, now);
  const inFlight = Number(later?.received);
  return { visible: Number(visible?.n), inFlight, delayed: Number(later?.n) - inFlight };
}

/** Whether a queue holds no message at all, receivable or not. */
export function isEmptyQueue(context: CloudContext, queueArn: string): boolean {
  const { name } = existing(context, queueArn);
  return context.store.prepare("SELECT 1 FROM sqs_messages WHERE queue = ? LIMIT 1").get(name) === undefined;
}

function existing(context: CloudContext, arn: string): Queue {
  const queue = queueByArn(context, arn);
  if (!queue) throw queueDoesNotExist();
  return queue;
}
