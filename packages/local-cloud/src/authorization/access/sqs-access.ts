import type { CloudContext } from "../../kernel/service.ts";
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
      (input: Loose, context) => one(action, queueOf(context, input)),
    ]),
  ),
  ListQueues: () => one("ListQueues", "*"),
  // Moving messages takes what receiving and sending them does.
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
  StartMessageMoveTask: (input: Loose, context) => [
    ...["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].flatMap(action =>
      one(action, queueOf(context, input)),
    ),
    ...one("SendMessage", typeof input.DestinationArn === "string" ? input.DestinationArn : undefined),
  ],
  CancelMessageMoveTask: (input: Loose) => one("CancelMessageMoveTask", sourceOf(input.TaskHandle)),
};

function one(action: string, resource: string | undefined): Access[] {
  return resource === undefined ? [] : [{ action: `sqs:${action}`, resource }];
}

function queueOf(context: CloudContext, { QueueUrl, QueueName, SourceArn }: Loose): string | undefined {
  if (typeof SourceArn === "string") return SourceArn;
  const name = typeof QueueUrl === "string" ? queueNameIn(QueueUrl) : QueueName;
  return typeof name === "string" ? queueArn(context, name) : undefined;
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
