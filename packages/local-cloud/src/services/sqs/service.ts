import type { CloudContext, Engine, Service } from "../../kernel/service.ts";
import { moveEngine } from "./messages/move-tasks.ts";
import { endWaiting } from "./messages/wait-for-messages.ts";
import { sleepAll, wakeAll } from "./messages/wake.ts";
import { addPermission } from "./operations/add-permission.ts";
import { cancelMessageMoveTask } from "./operations/cancel-message-move-task.ts";
import { changeMessageVisibility, changeMessageVisibilityBatch } from "./operations/change-message-visibility.ts";
import { createQueue } from "./operations/create-queue.ts";
import { deleteMessage, deleteMessageBatch } from "./operations/delete-message.ts";
import { deleteQueue } from "./operations/delete-queue.ts";
import { getQueueAttributes } from "./operations/get-queue-attributes.ts";
import { getQueueUrl } from "./operations/get-queue-url.ts";
import { listDeadLetterSourceQueues } from "./operations/list-dead-letter-source-queues.ts";
import { listMessageMoveTasks } from "./operations/list-message-move-tasks.ts";
import { listQueueTags } from "./operations/list-queue-tags.ts";
import { listQueues } from "./operations/list-queues.ts";
import { purgeQueue } from "./operations/purge-queue.ts";
import { receiveMessage } from "./operations/receive-message.ts";
import { removePermission } from "./operations/remove-permission.ts";
import { sendMessage, sendMessageBatch } from "./operations/send-message.ts";
import { setQueueAttributes } from "./operations/set-queue-attributes.ts";
import { startMessageMoveTask } from "./operations/start-message-move-task.ts";
import { tagQueue } from "./operations/tag-queue.ts";
import { untagQueue } from "./operations/untag-queue.ts";
import { sqsSchema } from "./schema.ts";
import { sqsChecks } from "./sqs-checks.ts";
import { sqsQueryWire } from "./wire/query-wire.ts";
import { sqsWire } from "./wire/sqs-wire.ts";

/** Amazon SQS: queues, dead letters and redrive. */
export const sqsService: Service = {
  name: "sqs",
  title: "SQS",
  schema: sqsSchema,
  read: sqsChecks.read,
  wire: sqsWire,
  olderWires: [sqsQueryWire],
  operations: {
    AddPermission: addPermission,
    CancelMessageMoveTask: cancelMessageMoveTask,
    ChangeMessageVisibility: changeMessageVisibility,
    ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
    CreateQueue: createQueue,
    DeleteMessage: deleteMessage,
    DeleteMessageBatch: deleteMessageBatch,
    DeleteQueue: deleteQueue,
    GetQueueAttributes: getQueueAttributes,
    GetQueueUrl: getQueueUrl,
    ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
    ListMessageMoveTasks: listMessageMoveTasks,
    ListQueues: listQueues,
    ListQueueTags: listQueueTags,
    PurgeQueue: purgeQueue,
    ReceiveMessage: receiveMessage,
    RemovePermission: removePermission,
    SendMessage: sendMessage,
    SendMessageBatch: sendMessageBatch,
    SetQueueAttributes: setQueueAttributes,
    StartMessageMoveTask: startMessageMoveTask,
    TagQueue: tagQueue,
    UntagQueue: untagQueue,
  },
  engines: context => [wakeEngine(context), moveEngine(context)],
};

/** Wakes receivers when a delay or a visibility timeout ends; at the end of the cloud, answers those who still wait. */
function wakeEngine(context: CloudContext): Engine {
  return {
    name: "sqs:wake",
    start: () => wakeAll(context),
    stop: async () => {
      endWaiting(context);
      sleepAll(context);
    },
    pending: () => 0,
  };
}
