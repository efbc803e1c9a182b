import { mayQuarantine } from "../bucket/quarantine.ts";
import { type Grant, grant, permit } from "../function/grant.ts";
import { leastPrivilegeFunction } from "../function/least-privilege-function.ts";
import type { Stack } from "../stack/create-stack.ts";
import type { Queue } from "../stack/existing.ts";
import { deadLetters, encryptedQueue, refusePlainHttp } from "./encrypted-queue.ts";

interface QueueConsumerArgs {
  readonly handler: string;
  /** Limit for one batch, in seconds. */
  readonly timeout: number;
  readonly batchSize: number;
  /**
   * Batches handled at once in production, where as many invocations are reserved, so that no other function of the account
   * starves it; two elsewhere, because a new account has ten invocations in all. Choose what its dependencies bear.
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly atOnce: number;
  /** Further grants of the handler; its queue and the quarantine are granted already. */
  readonly uses: readonly Grant[];
  /** An existing queue with its own dead letters; one is created if absent. */
  readonly queue?: Queue | undefined;
  /** Lets the handler send messages to its own queue, for later. */
  readonly sendsToItself?: boolean;
}

const maxReceiveCount = 5;

/** Lambda's minimum. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const fewest = 2;

/** A queue (`<name>Queue`, dead letters: `<name>DeadLetters`) and the function that handles its messages (`<name>Consumer`). */
export function queueConsumer(stack: Stack, name: string, args: QueueConsumerArgs): Queue {
  const { timeout, atOnce } = args;
  if (atOnce < fewest) throw new Error(`${name}: atOnce is ${atOnce}, and Lambda takes ${fewest} at least.`);
  const queue = args.queue ?? queueWithLetters(stack, name, timeout);
  const consumer = leastPrivilegeFunction(stack, `${name}Consumer`, {
    handler: args.handler,
    timeout,
    reserved: stack.production ? atOnce : undefined,
    uses: [
      permit({
        actions: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
        resources: [queue.arn],
      }),
      ...(args.sendsToItself ? [grant(queue, "sqs:SendMessage")] : []),
      mayQuarantine(stack),
      ...args.uses,
    ],
  });
  new stack.aws.lambda.EventSourceMapping(`${name}Mapping`, {
    eventSourceArn: queue.arn,
    functionName: consumer.name,
    batchSize: args.batchSize,
    functionResponseTypes: ["ReportBatchItemFailures"],
    scalingConfig: { maximumConcurrency: stack.production ? atOnce : fewest },
  });
  return queue;
}

function queueWithLetters(stack: Stack, name: string, timeout: number): sst.aws.Queue {
  const letters = deadLetters(stack, `${name}DeadLetters`);
  refusePlainHttp(stack, `${name}DeadLetters`, letters);
  return encryptedQueue(stack, `${name}Queue`, {
    letters,
    attempts: maxReceiveCount,
    // AWS asks for at least six timeouts. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    visibilityTimeout: 6 * timeout,
  });
}
