import type { OperationContext } from "../../../kernel/service.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { readPolicy, writePolicy } from "../queues/queue-policy.ts";
import { invalidParameter, required } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html */
export function removePermission(input: { QueueUrl?: string; Label?: string }, context: OperationContext): void {
  const queue = queueByUrl(context, input.QueueUrl);
  const label = required(input.Label, "Label");
  context.store.transaction(() => {
    const policy = readPolicy(queue);
    const Statement = policy.Statement.filter(({ Sid }) => Sid !== label);
    if (Statement.length === policy.Statement.length) throw invalidParameter("Label", label, "can't find label.");
    writePolicy(context, queue, { ...policy, Statement });
  });
}
