import type { OperationContext } from "../../../kernel/service.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { checkTags, type QueueTags, readTags, writeTags } from "../queues/queue-tags.ts";
import { missingParameter, required } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html */
export function tagQueue(input: { QueueUrl?: string; Tags?: QueueTags }, context: OperationContext): void {
  const { name } = queueByUrl(context, input.QueueUrl);
  const added = required(input.Tags, "Tags");
  if (Object.keys(added).length === 0) throw missingParameter("Tags");
  const tags = { ...readTags(context, name), ...added };
  checkTags(name, tags);
  writeTags(context, name, tags);
}
