import type { OperationContext } from "../../../kernel/service.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { checkTagKey, readTags, writeTags } from "../queues/queue-tags.ts";
import { required } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html */
export function untagQueue(input: { QueueUrl?: string; TagKeys?: readonly string[] }, context: OperationContext): void {
  const { name } = queueByUrl(context, input.QueueUrl);
  const keys = required(input.TagKeys, "TagKeys");
  for (const key of keys.length === 0 ? [""] : keys) checkTagKey(key);
  const kept = Object.entries(readTags(context, name)).filter(([key]) => !keys.includes(key));
  writeTags(context, name, Object.fromEntries(kept));
}
