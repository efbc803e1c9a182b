import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";

/** Tags by key. */
export type QueueTags = Readonly<Record<string, string>>;

/** Most tags of a queue, and longest key and value. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html */
const MAXIMUM_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/** Refuses tags that AWS refuses; `queue` names the queue in the error. */
export function checkTags(queue: string, tags: QueueTags): void {
  const refuse = (message: string) => new AwsError("InvalidParameterValue", message);
  const entries = Object.entries(tags);
  if (entries.length > MAXIMUM_TAGS) throw refuse(`Too many tags added for queue ${queue}.`);
  for (const [key, value] of entries) {
    checkTagKey(key);
    if (key.toLowerCase().startsWith("aws:")) throw refuse("Tag keys cannot start with 'aws:'.");
    if (typeof value !== "string" || value.length > LONGEST_VALUE)
      throw refuse("Tag values must be between 0 and 256 characters in length.");
  }
}

/** Refuses a key that no tag can have. */
export function checkTagKey(key: string): void {
  if (key.length < 1 || key.length > LONGEST_KEY)
    throw new AwsError("InvalidParameterValue", "Tag keys must be between 1 and 128 characters in length.");
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
