import type { OperationContext } from "../../../kernel/service.ts";
import type { ListDeadLetterSourceQueuesRequest } from "../../../models/sqs-types.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import { sourcesOf } from "../queues/dead-letter-queue.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { queueUrl } from "../queues/queue-url.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html */
export function listDeadLetterSourceQueues(
  input: ListDeadLetterSourceQueuesRequest & FromHost,
  context: OperationContext,
): object {
  const { arn } = queueByUrl(context, input.QueueUrl);
  const { MaxResults: pageSize } = input;
  const names = sourcesOf(context, arn).filter(name => name > (input.NextToken ?? ""));
  const page = names.slice(0, pageSize ?? 1000);
  return {
    queueUrls: page.map(name => queueUrl(context, input, name)),
    // Without MaxResults AWS gives no token, however many queues there are.
    ...(pageSize !== undefined && names.length > page.length && { NextToken: page.at(-1) }),
  };
}
