import type { CloudContext } from "../../kernel/service.ts";
import { originsOf } from "../../services/sqs/queues/dead-letter-queue.ts";
import { queueArn, queueNameIn } from "../../services/sqs/queues/queue-url.ts";
import type { Access, AccessRule, Loose } from "./access.ts";

/** The operations on one queue, with their action where it is another: a batch asks for the action of its entries. */
const onQueue: Readonly<Record<string, string>> = {
  AddPermission: "AddPermission",
  ChangeMessageVisibility: "ChangeMessageVisibility",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  CreateQueue: "CreateQueue",
  DeleteMessage: "DeleteMessage",
  DeleteMessageBatch: "DeleteMessage",
  DeleteQueue: "DeleteQueue",
  GetQueueAttributes: "GetQueueAttributes",
  GetQueueUrl: "GetQueueUrl",
  ListDeadLetterSourceQueues: "ListDeadLetterSourceQueues",
  ListMessageMoveTasks: "ListMessageMoveTasks",
  ListQueueTags: "ListQueueTags",
  PurgeQueue: "PurgeQueue",
  ReceiveMessage: "ReceiveMessage",
  RemovePermission: "RemovePermission",
  SendMessage: "SendMessage",
  SendMessageBatch: "SendMessage",
  SetQueueAttributes: "SetQueueAttributes",
  TagQueue: "TagQueue",
  UntagQueue: "UntagQueue",
};

/**
 * What SQS's operations need.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
 */
export const sqsAccess: Readonly<Record<string, AccessRule>> = {
  ...Object.fromEntries(
    Object.entries(onQueue).map(([operation, action]): [string, AccessRule] => [
      operation,
      (input: Loose, context) => one(action, queueOf(context, operation, input)),
    ]),
  ),
  ListQueues: () => one("ListQueues", "*"),
  // Moving messages takes what receiving and sending them does.
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
  StartMessageMoveTask: (input: Loose, context) => [
    ...["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].flatMap(action =>
      one(action, queueOf(context, "StartMessageMoveTask", input)),
    ),
    ...(typeof input.DestinationArn === "string"
      ? [input.DestinationArn]
      : originsOf(context, String(input.SourceArn))
    ).flatMap(arn => one("SendMessage", arn)),
  ],
  CancelMessageMoveTask: (input: Loose) => one("CancelMessageMoveTask", sourceOf(input.TaskHandle)),
};

function one(action: string, resource: string | undefined): Access[] {
  return resource === undefined ? [] : [{ action: `sqs:${action}`, resource }];
}

/** Operations whose queue is not named by its URL. A member that an operation does not have must not decide what it is on. */
const byName: ReadonlySet<string> = new Set(["CreateQueue", "GetQueueUrl"]);
const bySource: ReadonlySet<string> = new Set(["ListMessageMoveTasks", "StartMessageMoveTask"]);

function queueOf(context: CloudContext, operation: string, input: Loose): string | undefined {
  const { QueueUrl, QueueName, SourceArn } = input;
  if (bySource.has(operation)) return typeof SourceArn === "string" ? SourceArn : undefined;
  if (byName.has(operation)) return typeof QueueName === "string" ? queueArn(context, QueueName) : undefined;
  if (typeof QueueUrl !== "string") return undefined;
  // A rule or a mapping, which acts by itself, names the queue by its ARN; no URL of a queue is one.
  return /^arn:[^/]+$/.test(QueueUrl) ? QueueUrl : queueArn(context, queueNameIn(QueueUrl));
}

/** The queue that a task moves messages from, which its handle names. */
function sourceOf(handle: unknown): string | undefined {
  try {
    const { sourceArn } = JSON.parse(Buffer.from(String(handle), "base64").toString()) as { sourceArn?: unknown };
    return typeof sourceArn === "string" ? sourceArn : undefined;
  } catch {
    return undefined;
  }
}
