import type { OperationContext } from "../../../kernel/service.ts";
import type { ListMessageMoveTasksRequest } from "../../../models/sqs-types.ts";
import type { MoveTask } from "../messages/move-tasks.ts";
import { queueByArn } from "../queues/find-queue.ts";
import { resourceNotFound } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
export function listMessageMoveTasks(
  { SourceArn: source, MaxResults: count = 1 }: ListMessageMoveTasksRequest,
  context: OperationContext,
): object {
  if (!queueByArn(context, source))
    throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
  const tasks = context.store
    .prepare("SELECT * FROM sqs_move_tasks WHERE source = ? ORDER BY started_at DESC, handle LIMIT ?")
    .all(source, count) as unknown as MoveTask[];
  return {
    Results: tasks.map(task => ({
      ...(task.status === "RUNNING" && { TaskHandle: task.handle }),
      Status: task.status,
      SourceArn: task.source,
      ...(task.destination !== null && { DestinationArn: task.destination }),
      ...(task.per_second !== null && { MaxNumberOfMessagesPerSecond: task.per_second }),
      ApproximateNumberOfMessagesMoved: task.moved,
      ApproximateNumberOfMessagesToMove: task.to_move,
      ...(task.failure !== null && { FailureReason: task.failure }),
      StartedTimestamp: task.started_at,
    })),
  };
}
