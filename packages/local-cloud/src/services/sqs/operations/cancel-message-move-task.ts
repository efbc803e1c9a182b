import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { required } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
export function cancelMessageMoveTask(input: { TaskHandle?: string }, context: OperationContext): object {
  const handle = required(input.TaskHandle, "TaskHandle");
  const { store } = context;
  return store.transaction(() => {
    const task = store.prepare("SELECT status, moved FROM sqs_move_tasks WHERE handle = ?").get(handle);
    if (!task) throw new AwsError("ResourceNotFoundException", "Task does not exist.", { status: 404 });
    if (task.status !== "RUNNING") throw new AwsError("UnsupportedOperation", "Only active tasks can be cancelled.");
    store.prepare("UPDATE sqs_move_tasks SET status = 'CANCELLED' WHERE handle = ?").run(handle);
    return { ApproximateNumberOfMessagesMoved: task.moved };
  });
}
