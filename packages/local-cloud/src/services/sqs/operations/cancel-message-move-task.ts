import { AwsError } from "../../../kernel/aws-error.ts";
import { parseJsonObject } from "../../../kernel/parse-json.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CancelMessageMoveTaskRequest } from "../../../models/sqs-types.ts";
import { queueByArn } from "../queues/find-queue.ts";
import { resourceNotFound } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
export function cancelMessageMoveTask(
  { TaskHandle: handle }: CancelMessageMoveTaskRequest,
  context: OperationContext,
): object {
  const { taskId, sourceArn } = (parseJsonObject(Buffer.from(handle, "base64").toString()) ?? {}) as {
    readonly taskId?: unknown;
    readonly sourceArn?: unknown;
  };
  if (typeof taskId !== "string" || typeof sourceArn !== "string")
    throw new AwsError("InvalidParameterValue", "Value for parameter TaskHandle is invalid.");
  if (!queueByArn(context, sourceArn))
    throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
  const { store } = context;
  return store.transaction(() => {
    const task = store.prepare("SELECT status, moved FROM sqs_move_tasks WHERE handle = ?").get(handle);
    if (!task) throw resourceNotFound("Task does not exist.");
    if (task.status !== "RUNNING") throw new AwsError("UnsupportedOperation", "Only active tasks can be cancelled.");
    store.prepare("UPDATE sqs_move_tasks SET status = 'CANCELLED' WHERE handle = ?").run(handle);
    return { ApproximateNumberOfMessagesMoved: task.moved };
  });
}
