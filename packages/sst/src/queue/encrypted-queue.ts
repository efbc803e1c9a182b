import { alarm } from "../stack/alarm.ts";
import type { Stack } from "../stack/create-stack.ts";
import type { Queue } from "../stack/existing.ts";
import { ownerMustAllow } from "../stack/owner-policies.ts";

/** Seconds. */
export const day: number = 24 * 60 * 60;

/** What SQS keeps a message for at most. */
export const twoWeeks: number = 14 * day;

/** What a queue keeps a message for that somebody works on. Its dead letters keep the same message longer. */
const fourDays = 4 * day;

/** A message that waits longer is behind. Seconds. */
const late = 15 * 60;

/** How long before dead letters are lost their alarm says so. */
const daysToAct = 4;

/**
 * An encrypted queue that nothing is moved on from: it keeps messages for two weeks and raises an alarm as soon as it holds
 * one, and another before it loses one. Its policy is made by `letEventBridgeSend` or `refusePlainHttp`.
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
  /** Seconds that a message is kept: four days unless given. */
  readonly retention?: number;
  /** Seconds that a message may wait before an alarm is raised: a quarter of an hour unless given. */
  readonly oldest?: number;
}

/**
 * An encrypted queue whose messages go to `letters` after `attempts` receptions, and that raises an alarm when a message waits
 * too long. Its policy is made by `letEventBridgeSend` or `refusePlainHttp`.
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
 * Lets EventBridge send to the queue over HTTPS: from these rules or buses (by ARN) and no others. The policy of a queue that is
 * there already is its owner's: the statement goes to `ownerPolicies`.
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

/** Refuses plain HTTP on a queue that only roles send to. */
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
