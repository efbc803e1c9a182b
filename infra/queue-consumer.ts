import { maximumConcurrency, reservedConcurrency } from "./concurrency.ts";
import { deadLetters, encryptedQueue, refusePlainHttp } from "./encrypted-queue.ts";
import { leastPrivilegeFunction } from "./function.ts";
import { mayQuarantine, quarantine, quarantineReports } from "./quarantine.ts";

interface QueueConsumerArgs {
  readonly handler: string;
  /** Seconds one batch may take. */
  readonly timeout: number;
  readonly batchSize: number;
  /** What the handler looks up and may do, besides reading its queue and using the quarantine. */
  readonly link: readonly unknown[];
  readonly permissions: Parameters<typeof leastPrivilegeFunction>[1]["permissions"];
  /** Gives the handler its own queue, to send messages to itself that come later. */
  readonly sendsToItself?: boolean;
}

const maxReceiveCount = 5;

/** A queue (`<name>Queue`, dead letters: `<name>DeadLetters`) and the function that takes its messages (`<name>Consumer`). */
export function queueConsumer(name: string, args: QueueConsumerArgs): sst.aws.Queue {
  const { timeout } = args;
  const letters = deadLetters(`${name}DeadLetters`);
  refusePlainHttp(`${name}DeadLetters`, letters);
  const queue = encryptedQueue(`${name}Queue`, {
    letters,
    attempts: maxReceiveCount,
    // AWS asks for at least six timeouts. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    visibilityTimeout: 6 * timeout,
  });
  const consumer = leastPrivilegeFunction(`${name}Consumer`, {
    handler: args.handler,
    timeout,
    reserved: reservedConcurrency(name),
    link: [...args.link, ...(args.sendsToItself ? [queue] : []), quarantine, quarantineReports],
    permissions: [
      {
        actions: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
        resources: [queue.arn],
      },
      ...(args.sendsToItself ? [{ actions: ["sqs:SendMessage"], resources: [queue.arn] }] : []),
      ...mayQuarantine,
      ...args.permissions,
    ],
  });
  new aws.lambda.EventSourceMapping(`${name}Mapping`, {
    eventSourceArn: queue.arn,
    functionName: consumer.name,
    batchSize: args.batchSize,
    functionResponseTypes: ["ReportBatchItemFailures"],
    scalingConfig: { maximumConcurrency: maximumConcurrency(name) },
  });
  return queue;
}
