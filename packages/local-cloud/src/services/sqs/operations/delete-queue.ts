import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteQueueRequest } from "../../../models/sqs-types.ts";
import { queueByUrl } from "../queues/find-queue.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
export function deleteQueue(input: DeleteQueueRequest, context: OperationContext): void {
  const { name } = queueByUrl(context, input.QueueUrl);
  const { store, clock } = context;
  store.transaction(() => {
    store.prepare("DELETE FROM sqs_messages WHERE queue = ?").run(name);
    store.prepare("DELETE FROM sqs_deduplications WHERE queue = ?").run(name);
    store.prepare("DELETE FROM sqs_receive_attempts WHERE queue = ?").run(name);
    store.prepare("DELETE FROM sqs_queues WHERE name = ?").run(name);
    store.prepare("INSERT OR REPLACE INTO sqs_deleted_queues VALUES (?, ?)").run(name, clock.now());
  });
}
