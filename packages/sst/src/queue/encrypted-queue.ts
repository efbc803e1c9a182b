import { alarm } from "../stack/alarm.ts";
import type { Stack } from "../stack/create-stack.ts";
import type { Queue } from "../stack/existing.ts";
import { ownerMustAllow } from "../stack/owner-policies.ts";

/** Seconds. */
export const day: number = 24 * 60 * 60;

/** SQS's maximum. */
export const twoWeeks: number = 14 * day;

/** Retention of a queue with a consumer; shorter than that of its dead letters. */
const fourDays = 4 * day;

/** Age of the oldest message that raises an alarm. Seconds. */
const late = 15 * 60;

/** Dead letters raise a second alarm this long before they expire. */
const daysToAct = 4;

/**
 * An encrypted queue for dead letters: it keeps messages for two weeks, raises an alarm as soon as it holds one, and another
 * before one expires. `letEventBridgeSend` or `refusePlainHttp` creates its policy.
 */
export function deadLetters(stack: Stack, name: string): sst.aws.Queue {
  const queue = encrypted(stack, name, { retention: twoWeeks, oldest: twoWeeks - daysToAct * day });
  alarm(stack, `${name}Depth`, {
    description: `${name} holds messages: find the cause, then redrive`,
    namespace: "AWS/SQS",
    metric: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: queue.nodes.queue.name },
    atLeast: 1,
  });
  return queue;
}

interface QueueArgs {
  readonly letters: sst.aws.Queue;
  readonly attempts: number;
  readonly visibilityTimeout: number;
  /** Retention in seconds; default four days. */
  readonly retention?: number;
  /** Age of a message that raises an alarm, in seconds; default a quarter of an hour. */
  readonly oldest?: number;
}

/**
 * An encrypted queue that moves a message to `letters` after `attempts` receptions, and raises an alarm if one waits too long.
 * `letEventBridgeSend` or `refusePlainHttp` creates its policy.
 */
export function encryptedQueue(stack: Stack, name: string, args: QueueArgs): sst.aws.Queue {
  const { letters, attempts, visibilityTimeout, retention = fourDays, oldest = late } = args;
  const dlq = { queue: letters.arn, retry: attempts };
  return encrypted(stack, name, { retention, oldest, visibilityTimeout: `${visibilityTimeout} seconds`, dlq });
}

function encrypted(
  stack: Stack,
  name: string,
  { retention, oldest, ...args }: sst.aws.QueueArgs & { readonly retention: number; readonly oldest: number },
): sst.aws.Queue {
  const { sst, key, durable } = stack;
  const transform = {
    queue: { kmsMasterKeyId: key.arn, kmsDataKeyReusePeriodSeconds: 300, messageRetentionSeconds: retention },
  };
  const queue = new sst.aws.Queue(name, { ...args, transform }, durable);
  alarm(stack, `${name}Age`, {
    description: `The oldest message of ${name} waits too long; after ${retention / day} days it is lost`,
    namespace: "AWS/SQS",
    metric: "ApproximateAgeOfOldestMessage",
    dimensions: { QueueName: queue.nodes.queue.name },
    atLeast: oldest,
  });
  return queue;
}

/**
 * Lets EventBridge send to the queue over HTTPS from these rules or buses (by ARN) and no others. An existing queue's policy
 * belongs to its owner: `ownerPolicies` lists the statement.
 */
export function letEventBridgeSend(stack: Stack, name: string, queue: Queue, sources: $util.Input<string>[]): void {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queue.arn,
    Condition: { ArnEquals: { "aws:SourceArn": sources } },
  };
  if ("nodes" in queue) queuePolicy(stack, name, queue, [statement]);
  else ownerMustAllow(stack, name, statement);
}

/** Refuses plain HTTP on a queue whose senders are all roles. */
export function refusePlainHttp(stack: Stack, name: string, queue: sst.aws.Queue): void {
  queuePolicy(stack, name, queue, []);
}

function queuePolicy({ aws }: Stack, name: string, queue: Queue, allowed: object[]): void {
  const httpsOnly = {
    Effect: "Deny",
    Principal: "*",
    Action: "sqs:*",
    Resource: queue.arn,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  new aws.sqs.QueuePolicy(`${name}Policy`, {
    queueUrl: queue.url,
    policy: $jsonStringify({ Version: "2012-10-17", Statement: [...allowed, httpsOnly] }),
  });
}
