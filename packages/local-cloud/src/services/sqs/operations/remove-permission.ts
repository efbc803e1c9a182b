import type { OperationContext } from "../../../kernel/service.ts";
import type { RemovePermissionRequest } from "../../../models/sqs-types.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { readPolicy, writePolicy } from "../queues/queue-policy.ts";
import { invalidParameter } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html */
export function removePermission({ QueueUrl, Label: label }: RemovePermissionRequest, context: OperationContext): void {
  const queue = queueByUrl(context, QueueUrl);
  context.store.transaction(() => {
    const policy = readPolicy(queue);
    const Statement = policy.Statement.filter(({ Sid }) => Sid !== label);
    if (Statement.length === policy.Statement.length) throw invalidParameter("Label", label, "can't find label.");
    writePolicy(context, queue, { ...policy, Statement });
  });
}
