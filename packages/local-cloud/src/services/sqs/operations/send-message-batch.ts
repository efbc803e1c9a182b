import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { type BatchEntry, type BatchResult, runBatch } from "../messages/batch.ts";
import { messageBytes, type OutgoingMessage, type SentMessage, send } from "../messages/send.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { MAXIMUM_MESSAGE_BYTES } from "../queues/queue-settings.ts";

interface SendMessageBatchInput {
  readonly QueueUrl?: string;
  readonly Entries?: readonly (BatchEntry & OutgoingMessage)[];
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export function sendMessageBatch(
  { QueueUrl, Entries }: SendMessageBatchInput,
  context: OperationContext,
): BatchResult<SentMessage & { Id: string }> {
  const queue = queueByUrl(context, QueueUrl);
  const bytes = Entries?.reduce((sum, entry) => sum + messageBytes(entry), 0) ?? 0;
  if (bytes > MAXIMUM_MESSAGE_BYTES)
    throw new AwsError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${MAXIMUM_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
  return context.store.transaction(() =>
    runBatch("SendMessageBatch", Entries, entry => {
      const fault = context.faults.entry?.("sqs", "SendMessageBatch", entry);
      if (fault) throw new AwsError(fault.code, fault.message, { status: 500 });
      return send(context, queue, entry, context.accessKeyId);
    }),
  );
}
