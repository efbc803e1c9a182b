import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";

/** Tags by key. */
export type QueueTags = Readonly<Record<string, string>>;

/** Most tags of a queue. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html */
const MAXIMUM_TAGS = 50;

/** Refuses tags that AWS refuses; `queue` names the queue in the error. */
export function checkTags(queue: string, tags: QueueTags): void {
  const refuse = (message: string) => new AwsError("InvalidParameterValue", message);
  const entries = Object.entries(tags);
  if (entries.length > MAXIMUM_TAGS) throw refuse(`Too many tags added for queue ${queue}.`);
  if (entries.some(([key]) => key.toLowerCase().startsWith("aws:"))) throw refuse("Tag keys cannot start with 'aws:'.");
}

/** A queue's tags. */
export function readTags(context: CloudContext, queue: string): QueueTags {
  const row = context.store.prepare("SELECT tags FROM sqs_queues WHERE name = ?").get(queue);
  return JSON.parse((row?.tags as string | undefined) ?? "{}") as QueueTags;
}

/** Replaces a queue's tags. */
export function writeTags(context: CloudContext, queue: string, tags: QueueTags): void {
  context.store.prepare("UPDATE sqs_queues SET tags = ? WHERE name = ?").run(JSON.stringify(tags), queue);
}
