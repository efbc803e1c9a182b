import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { PurgeQueueRequest } from "../../../models/sqs-types.ts";
import { queueByUrl } from "../queues/find-queue.ts";

/** How long after a purge the next is refused. */
const PURGE_INTERVAL = 60_000;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
export function purgeQueue(input: PurgeQueueRequest, context: OperationContext): void {
  const { name } = queueByUrl(context, input.QueueUrl);
  const { store, clock } = context;
  store.transaction(() => {
    const row = store.prepare("SELECT purged_at FROM sqs_queues WHERE name = ?").get(name);
    if (typeof row?.purged_at === "number" && row.purged_at + PURGE_INTERVAL > clock.now())
      throw new AwsError(
        "PurgeQueueInProgress",
        `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`,
      );
    store.prepare("UPDATE sqs_queues SET purged_at = ? WHERE name = ?").run(clock.now(), name);
    store.prepare("DELETE FROM sqs_messages WHERE queue = ?").run(name);
    // Also deduplication begins anew (recorded by LocalStack).
    store.prepare("DELETE FROM sqs_deduplications WHERE queue = ?").run(name);
  });
  context.signals.notify("engine");
}
