import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { StartMessageMoveTaskRequest } from "../../../models/sqs-types.ts";
import { MOVE_SIGNAL } from "../messages/move-tasks.ts";
import { countMessages } from "../queue.ts";
import { sourcesOf } from "../queues/dead-letter-queue.ts";
import { queueByArn } from "../queues/find-queue.ts";
import { resourceNotFound } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
export function startMessageMoveTask(input: StartMessageMoveTaskRequest, context: OperationContext): object {
  const {
    SourceArn: source,
    DestinationArn: destination = null,
    MaxNumberOfMessagesPerSecond: perSecond = null,
  } = input;
  if (!queueByArn(context, source))
    throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
  if (sourcesOf(context, source).length === 0)
    throw new AwsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
  if (destination !== null && !queueByArn(context, destination))
    throw resourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
  if (destination === source)
    throw new AwsError("InvalidParameterValue", "Source queue arn and destination queue arn cannot be the same.");
  const { store, clock, signals } = context;
  const handle = Buffer.from(JSON.stringify({ taskId: uuid(context.random), sourceArn: source })).toString("base64");
  store.transaction(() => {
    if (store.prepare("SELECT 1 FROM sqs_move_tasks WHERE source = ? AND status = 'RUNNING'").get(source))
      throw new AwsError(
        "InvalidParameterValue",
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
    const last = store.prepare("SELECT MAX(seq) AS seq FROM sqs_messages").get();
    store
      .prepare("INSERT INTO sqs_move_tasks VALUES (?, ?, ?, ?, 'RUNNING', 0, ?, ?, ?, NULL)")
      .run(
        handle,
        source,
        destination,
        perSecond,
        countMessages(context, source).visible,
        Number(last?.seq ?? 0),
        clock.now(),
      );
    signals.notify(MOVE_SIGNAL);
  });
  return { TaskHandle: handle };
}
