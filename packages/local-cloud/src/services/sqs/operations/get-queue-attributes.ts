import type { OperationContext } from "../../../kernel/service.ts";
import type { GetQueueAttributesRequest } from "../../../models/sqs-types.ts";
import { expireOld } from "../messages/receive.ts";
import { countMessages } from "../queue.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { type QueueAttributes, withDefaults } from "../queues/queue-settings.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export function getQueueAttributes(input: GetQueueAttributesRequest, context: OperationContext): object {
  const queue = queueByUrl(context, input.QueueUrl);
  const { name, arn } = queue;
  const wanted = new Set(input.AttributeNames ?? []);
  if (wanted.size === 0) return {};
  expireOld(context, queue); // What has expired is not counted.
  const row = context.store
    .prepare("SELECT attributes, created_at, modified_at FROM sqs_queues WHERE name = ?")
    .get(name);
  const counts = countMessages(context, arn);
  const attributes: Record<string, string> = {
    ...withDefaults(JSON.parse(row?.attributes as string) as QueueAttributes),
    QueueArn: arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: String(Math.floor(Number(row?.created_at) / 1000)),
    LastModifiedTimestamp: String(Math.floor(Number(row?.modified_at) / 1000)),
  };
  const chosen = Object.entries(attributes).filter(([key]) => wanted.has("All") || wanted.has(key));
  return chosen.length > 0 ? { Attributes: Object.fromEntries(chosen) } : {};
}
