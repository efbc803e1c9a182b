import type { OperationContext } from "../../../kernel/service.ts";
import type { SetQueueAttributesRequest } from "../../../models/sqs-types.ts";
import { checkDeadLetterQueue } from "../queues/dead-letter-queue.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { normalizeAttributes, type QueueAttributes, withoutEmpty } from "../queues/queue-settings.ts";
import { invalidAttribute, validateAttributes } from "../queues/validate-attributes.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export function setQueueAttributes(input: SetQueueAttributesRequest, context: OperationContext): void {
  const { name, arn, settings } = queueByUrl(context, input.QueueUrl);
  const changes = normalizeAttributes(input.Attributes);
  const { store, clock, signals } = context;
  store.transaction(() => {
    const row = store.prepare("SELECT attributes FROM sqs_queues WHERE name = ?").get(name);
    const changed = change(JSON.parse(row?.attributes as string) as QueueAttributes, changes);
    validateAttributes(changes, settings.fifo, changed);
    checkDeadLetterQueue(context, name, changes, settings.fifo);
    if (changes.FifoQueue !== undefined && (changes.FifoQueue === "true") !== settings.fifo)
      throw invalidAttribute("FifoQueue", "Modifying queue type is not supported.");
    store
      .prepare("UPDATE sqs_queues SET attributes = ?, modified_at = ? WHERE name = ?")
      .run(JSON.stringify(withoutEmpty(changed)), clock.now(), name);
    signals.notify(`queue:${arn}`);
  });
}

/** One kind of encryption replaces the other. */
function change(before: QueueAttributes, changes: QueueAttributes): QueueAttributes {
  const { KmsMasterKeyId: _key, KmsDataKeyReusePeriodSeconds: _period, ...withoutKey } = before;
  const { SqsManagedSseEnabled: _managed, ...withoutManaged } = before;
  if (changes.SqsManagedSseEnabled === "true") return { ...withoutKey, ...changes };
  return changes.KmsMasterKeyId ? { ...withoutManaged, ...changes } : { ...before, ...changes };
}
