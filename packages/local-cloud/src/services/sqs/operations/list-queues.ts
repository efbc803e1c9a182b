import type { OperationContext } from "../../../kernel/service.ts";
import type { ListQueuesRequest } from "../../../models/sqs-types.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import { queueUrl } from "../queues/queue-url.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export function listQueues(input: ListQueuesRequest & FromHost, context: OperationContext): object {
  const { MaxResults: pageSize } = input;
  const names = context.store
    .prepare("SELECT name FROM sqs_queues WHERE name > ? ORDER BY name")
    .all(input.NextToken ?? "")
    .map(row => row.name as string)
    .filter(name => name.startsWith(input.QueueNamePrefix ?? ""));
  const page = names.slice(0, pageSize ?? 1000);
  return {
    ...(page.length > 0 && { QueueUrls: page.map(name => queueUrl(context, input, name)) }),
    // Without MaxResults AWS gives no token, however many queues there are.
    ...(pageSize !== undefined && names.length > page.length && { NextToken: page.at(-1) }),
  };
}
