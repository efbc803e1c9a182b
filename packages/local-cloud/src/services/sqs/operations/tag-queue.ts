import type { OperationContext } from "../../../kernel/service.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { readTags, writeTags } from "../queues/queue-tags.ts";
import { required } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html */
export function tagQueue(
  input: { QueueUrl?: string; Tags?: Readonly<Record<string, string>> },
  context: OperationContext,
): void {
  const { name } = queueByUrl(context, input.QueueUrl);
  writeTags(context, name, { ...readTags(context, name), ...required(input.Tags, "Tags") });
}
