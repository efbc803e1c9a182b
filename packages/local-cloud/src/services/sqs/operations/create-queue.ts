import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../../kernel/aws-error.ts";
import { parseJsonObject } from "../../../kernel/parse-json.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateQueueRequest } from "../../../models/sqs-types.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import { checkDeadLetterQueue } from "../queues/dead-letter-queue.ts";
import { normalizeAttributes, type QueueAttributes, withDefaults, withoutEmpty } from "../queues/queue-settings.ts";
import { checkTags } from "../queues/queue-tags.ts";
import { queueUrl } from "../queues/queue-url.ts";
import { validateAttributes } from "../queues/validate-attributes.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export function createQueue(input: CreateQueueRequest & FromHost, context: OperationContext): { QueueUrl: string } {
  const { QueueName: name } = input;
  const attributes = normalizeAttributes(input.Attributes ?? {});
  const fifo = attributes.FifoQueue === "true";
  if (!/^(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?$/.test(name) || name.endsWith(".fifo") !== fifo)
    throw new AwsError(
      "InvalidParameterValue",
      fifo
        ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
        : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    );
  validateAttributes(attributes, fifo);
  checkTags(name, input.tags ?? {});
  checkDeadLetterQueue(context, name, attributes, fifo);
  const { store, clock } = context;
  const row = store.prepare("SELECT attributes FROM sqs_queues WHERE name = ?").get(name);
  if (row) {
    const existing = withDefaults(JSON.parse(row.attributes as string) as QueueAttributes);
    const different = Object.entries(attributes).find(([attribute, value]) => !isSame(existing[attribute], value));
    if (different)
      throw new AwsError(
        "QueueNameExists",
        `A queue already exists with the same name and a different value for attribute ${different[0]}`,
      );
  } else {
    if (wasDeletedRecently(context, name))
      throw new AwsError(
        "QueueDeletedRecently",
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
      );
    store
      .prepare("INSERT INTO sqs_queues (name, attributes, tags, created_at, modified_at) VALUES (?, ?, ?, ?, ?)")
      .run(name, JSON.stringify(withoutEmpty(attributes)), JSON.stringify(input.tags ?? {}), clock.now(), clock.now());
  }
  return { QueueUrl: queueUrl(context, input, name) };
}

/** How long a deleted name is taken. */
const DELETION_INTERVAL = 60_000;

/** For who signs. A deployment calls unsigned, and need not wait: the provider that it stands for would, and try again. */
function wasDeletedRecently({ store, clock, accessKeyId }: OperationContext, name: string): boolean {
  const row = store.prepare("SELECT deleted_at FROM sqs_deleted_queues WHERE name = ?").get(name);
  return accessKeyId !== "" && row !== undefined && Number(row.deleted_at) + DELETION_INTERVAL > clock.now();
}

/** Policies are compared as JSON: a client may write the same one in another way. */
function isSame(existing = "", given = ""): boolean {
  if (existing === given) return true;
  const [a, b] = [parseJsonObject(existing), parseJsonObject(given)];
  return a !== undefined && b !== undefined && isDeepStrictEqual(a, b);
}
