import type { OperationContext } from "../../../kernel/service.ts";
import type { GetQueueUrlRequest } from "../../../models/sqs-types.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import { queueByName } from "../queues/find-queue.ts";
import { queueUrl } from "../queues/queue-url.ts";
import { queueDoesNotExist } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export function getQueueUrl(input: GetQueueUrlRequest & FromHost, context: OperationContext): { QueueUrl: string } {
  const { QueueName: name } = input;
  const owner = input.QueueOwnerAWSAccountId ?? context.account;
  if (owner !== context.account || !queueByName(context, name)) throw queueDoesNotExist();
  return { QueueUrl: queueUrl(context, input, name) };
}
