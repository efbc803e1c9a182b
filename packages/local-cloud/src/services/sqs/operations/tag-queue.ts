import type { OperationContext } from "../../../kernel/service.ts";
import type { TagQueueRequest } from "../../../models/sqs-types.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { checkTags, readTags, writeTags } from "../queues/queue-tags.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html */
export function tagQueue({ QueueUrl, Tags }: TagQueueRequest, context: OperationContext): void {
  const { name } = queueByUrl(context, QueueUrl);
  const tags = { ...readTags(context, name), ...Tags };
  checkTags(name, tags);
  writeTags(context, name, tags);
}
