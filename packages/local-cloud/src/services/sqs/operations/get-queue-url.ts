import type { OperationContext } from "../../../kernel/service.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import { queueByName } from "../queues/find-queue.ts";
import { queueUrl } from "../queues/queue-url.ts";
import { queueDoesNotExist, required } from "../sqs-errors.ts";

interface GetQueueUrlInput extends FromHost {
  readonly QueueName?: string;
  readonly QueueOwnerAWSAccountId?: string;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export function getQueueUrl(input: GetQueueUrlInput, context: OperationContext): { QueueUrl: string } {
  const name = required(input.QueueName, "QueueName");
  const owner = input.QueueOwnerAWSAccountId ?? context.account;
  if (owner !== context.account || !queueByName(context, name)) throw queueDoesNotExist();
  return { QueueUrl: queueUrl(context, input, name) };
}
