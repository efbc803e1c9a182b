import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { checkDeadLetterQueue } from "../queues/dead-letter-queue.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { normalizeAttributes, type QueueAttributes, validateAttributes } from "../queues/queue-settings.ts";
import { required } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export function setQueueAttributes(
  input: { QueueUrl?: string; Attributes?: QueueAttributes },
  context: OperationContext,
): void {
  const { name, arn, settings } = queueByUrl(context, input.QueueUrl);
  const changes = normalizeAttributes(required(input.Attributes, "Attributes"));
  validateAttributes(changes, settings.fifo);
  checkDeadLetterQueue(context, name, changes, settings.fifo);
  if (changes.FifoQueue !== undefined && (changes.FifoQueue === "true") !== settings.fifo)
    throw new AwsError("InvalidAttributeValue", "Invalid value for the parameter FifoQueue.");
  const { store, clock, signals } = context;
  store.transaction(() => {
    const row = store.prepare("SELECT attributes FROM sqs_queues WHERE name = ?").get(name);
    const attributes = { ...(JSON.parse(row?.attributes as string) as QueueAttributes), ...changes };
    // Empty text removes a policy.
    const kept = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
    store
      .prepare("UPDATE sqs_queues SET attributes = ?, modified_at = ? WHERE name = ?")
      .run(JSON.stringify(kept), clock.now(), name);
    signals.notify(`queue:${arn}`);
  });
}
