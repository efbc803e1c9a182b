import type { CloudContext } from "../../../kernel/service.ts";
import { sendToQueue } from "../../sqs/queue.ts";
import { queueByArn } from "../../sqs/queues/find-queue.ts";
import type { Delivery, DeliveryFailure } from "./delivery.ts";
import { refusesEventBridge } from "./refuses-eventbridge.ts";

/**
 * Sends an event that could not be delivered to its target's dead-letter queue, with AWS's attributes; without one it is dropped.
 * See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function sendToDeadLetters(
  context: CloudContext,
  { rule, target, text, attempts }: Delivery,
  failure: DeliveryFailure,
  exhausted: string | undefined,
): void {
  const step = { name: rule.name, count: 1, target: target.Arn, bodies: () => [text] };
  const queue = target.DeadLetterConfig?.Arn ? queueByArn(context, target.DeadLetterConfig.Arn) : undefined;
  if (!queue || refusesEventBridge(context, queue, rule.arn) !== undefined) {
    context.report({ kind: "events:dropped", ...step });
    return;
  }
  const attributes = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.Arn,
    ERROR_CODE: failure.code,
    ERROR_MESSAGE: failure.message,
    RETRY_ATTEMPTS: String(attempts),
    ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
  };
  sendToQueue(context, {
    queueArn: queue.arn,
    body: text,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
    ),
  });
  context.report({ kind: "events:dead-lettered", ...step });
}
