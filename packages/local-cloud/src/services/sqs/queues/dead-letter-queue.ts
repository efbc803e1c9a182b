import type { CloudContext } from "../../../kernel/service.ts";
import { invalidParameter } from "../sqs-errors.ts";
import { queueByArn } from "./find-queue.ts";
import { type QueueAttributes, readSettings } from "./queue-settings.ts";
import { queueArn } from "./queue-url.ts";

/** Refuses a redrive policy whose dead-letter queue is missing, of the other kind, or does not allow this source. */
export function checkDeadLetterQueue(
  context: CloudContext,
  name: string,
  attributes: QueueAttributes,
  fifo: boolean,
): void {
  if (!attributes.RedrivePolicy) return;
  const refuse = (reason: string) => invalidParameter("RedrivePolicy", attributes.RedrivePolicy, reason);
  const { redrive } = readSettings(JSON.stringify({ RedrivePolicy: attributes.RedrivePolicy }));
  const deadLetters = redrive && queueByArn(context, redrive.deadLetterArn);
  if (!deadLetters) throw refuse("Dead letter target does not exist.");
  if (deadLetters.settings.fifo !== fifo) throw refuse("Dead-letter queue must be same type of queue as the source.");
  if (!deadLetters.settings.allowsSource(queueArn(context, name)))
    throw refuse("Queue does not have permission to use the dead-letter queue.");
}

/** Names of the queues whose dead-letter queue is the one given. */
export function sourcesOf(context: CloudContext, deadLetterArn: string): string[] {
  return context.store
    .prepare("SELECT name, attributes FROM sqs_queues ORDER BY name")
    .all()
    .filter(row => readSettings(row.attributes as string).redrive?.deadLetterArn === deadLetterArn)
    .map(row => row.name as string);
}

/** ARNs of the queues that the messages of a dead-letter queue came from: a redrive without a destination sends them back there. */
export function originsOf(context: CloudContext, deadLetterArn: string): string[] {
  return context.store
    .prepare(
      "SELECT DISTINCT dead_letter_source AS origin FROM sqs_messages WHERE queue = ? AND dead_letter_source > ''",
    )
    .all(deadLetterArn.slice(deadLetterArn.lastIndexOf(":") + 1))
    .map(row => row.origin as string);
}
