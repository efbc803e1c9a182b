import type { OperationContext } from "../../../kernel/service.ts";
import { queueByName } from "../find-queue.ts";
import { type hostOf, queueUrl } from "../queue-url.ts";
import { queueDoesNotExist, required } from "../sqs-errors.ts";

interface GetQueueUrlInput {
  readonly QueueName?: string;
  readonly QueueOwnerAWSAccountId?: string;
  readonly [hostOf]?: string;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export function getQueueUrl(input: GetQueueUrlInput, context: OperationContext): { QueueUrl: string } {
  const name = required(input.QueueName, "QueueName");
  const owner = input.QueueOwnerAWSAccountId ?? context.account;
  if (owner !== context.account || !queueByName(context, name)) throw queueDoesNotExist();
  return { QueueUrl: queueUrl(context, input, name) };
}
