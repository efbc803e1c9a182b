import { mayQuarantine } from "../bucket/quarantine.ts";
import { type Grant, grant, permit } from "../function/grant.ts";
import { leastPrivilegeFunction } from "../function/least-privilege-function.ts";
import type { Stack } from "../stack/create-stack.ts";
import type { Queue } from "../stack/existing.ts";
import { deadLetters, encryptedQueue, refusePlainHttp } from "./encrypted-queue.ts";

interface QueueConsumerArgs {
  readonly handler: string;
  /** Seconds one batch may take. */
  readonly timeout: number;
  readonly batchSize: number;
  /**
   * How many batches it works on at once in production, where as many invocations are kept free for it, so that no other
   * function of the account starves it; two elsewhere, because a new account has ten invocations in all. What it calls sets
   * the number. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly atOnce: number;
  /** What the handler looks up and may do, besides reading its queue and using the quarantine. */
  readonly uses: readonly Grant[];
  /** A queue that is there already, with dead letters of its own, in place of one that is made. */
  readonly queue?: Queue | undefined;
  /** Gives the handler its own queue, to send messages to itself that come later. */
  readonly sendsToItself?: boolean;
}

const maxReceiveCount = 5;

/** Least that Lambda takes. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const fewest = 2;

/** A queue (`<name>Queue`, dead letters: `<name>DeadLetters`) and the function that takes its messages (`<name>Consumer`). */
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
