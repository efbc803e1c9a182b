import type { CloudContext } from "../../../kernel/service.ts";
import { isTaken } from "../../sqs/is-taken.ts";
import { sendToQueue } from "../../sqs/queue.ts";
import { queueByArn } from "../../sqs/queues/find-queue.ts";
import type { WrittenEvent } from "../puts/event.ts";
import type { Delivery, DeliveryFailure } from "./delivery.ts";
import { refusesEventBridge } from "./refuses-eventbridge.ts";

/**
 * Sends an event that could not be delivered to its target's dead-letter queue, with AWS's attributes; without one it is dropped.
 * See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function sendToDeadLetters(
  context: CloudContext,
  { rule, target, text, trace, attempts }: Delivery,
  failure: DeliveryFailure,
  exhausted: string | undefined,
): void {
  const attributes = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.Arn,
    ERROR_CODE: failure.code,
    ERROR_MESSAGE: failure.message,
    RETRY_ATTEMPTS: String(attempts),
    ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
  };
  const isKept = keepDeadLetter(context, target.DeadLetterConfig?.Arn, rule.arn, { text, trace, attributes });
  const step = { name: rule.name, count: 1, target: target.Arn, bodies: () => [text] };
  context.report({ kind: isKept ? "events:dead-lettered" : "events:dropped", ...step });
}

/** Sends an event to a dead-letter queue for a rule or a bus. Returns whether the queue exists, lets EventBridge send, and took it. */
export function keepDeadLetter(
  context: CloudContext,
  queueArn: string | undefined,
  sourceArn: string,
  { text, trace, attributes }: Omit<WrittenEvent, "event"> & { readonly attributes: Readonly<Record<string, string>> },
): boolean {
  const queue = queueArn ? queueByArn(context, queueArn) : undefined;
  if (!queue || refusesEventBridge(context, queue, sourceArn) !== undefined) return false;
  const message = {
    queueArn: queue.arn,
    body: text,
    trace,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
    ),
  };
  return isTaken(context, () => sendToQueue(context, message) !== undefined);
}
