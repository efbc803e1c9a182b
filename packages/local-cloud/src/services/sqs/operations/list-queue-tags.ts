import type { OperationContext } from "../../../kernel/service.ts";
import type { ListQueueTagsRequest } from "../../../models/sqs-types.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { readTags } from "../queues/queue-tags.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html */
export function listQueueTags(input: ListQueueTagsRequest, context: OperationContext): object {
  const tags = readTags(context, queueByUrl(context, input.QueueUrl).name);
  return Object.keys(tags).length > 0 ? { Tags: tags } : {};
}
