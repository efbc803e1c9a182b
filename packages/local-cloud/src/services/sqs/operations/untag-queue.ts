import type { OperationContext } from "../../../kernel/service.ts";
import type { UntagQueueRequest } from "../../../models/sqs-types.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { readTags, writeTags } from "../queues/queue-tags.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html */
export function untagQueue({ QueueUrl, TagKeys }: UntagQueueRequest, context: OperationContext): void {
  const { name } = queueByUrl(context, QueueUrl);
  const kept = Object.entries(readTags(context, name)).filter(([key]) => !TagKeys.includes(key));
  writeTags(context, name, Object.fromEntries(kept));
}
