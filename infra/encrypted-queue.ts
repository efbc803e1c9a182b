import { alarm } from "./alarm.ts";
import { key } from "./key.ts";
import { durable } from "./stage.ts";

/** SQS keeps a message for at most two weeks. */
const twoWeeks = 14 * 24 * 60 * 60;

/** An encrypted queue that nothing is moved on from: it keeps messages for two weeks and raises an alarm as soon as it holds one. */
export function deadLetters(name: string): sst.aws.Queue {
  const queue = encrypted(name, {});
  alarm(`${name}Depth`, {
    description: `${name} holds messages: find the cause, then redrive`,
    namespace: "AWS/SQS",
    metric: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: queue.nodes.queue.name },
    atLeast: 1,
  });
  return queue;
}

/** An encrypted queue whose messages go to `letters` after `attempts` receptions. */
export function encryptedQueue(
  name: string,
  { letters, attempts, visibilityTimeout }: { letters: sst.aws.Queue; attempts: number; visibilityTimeout: number },
): sst.aws.Queue {
  return encrypted(name, {
    visibilityTimeout: `${visibilityTimeout} seconds`,
    dlq: { queue: letters.arn, retry: attempts },
  });
}

function encrypted(name: string, args: sst.aws.QueueArgs): sst.aws.Queue {
  const transform = {
    queue: { kmsMasterKeyId: key.arn, kmsDataKeyReusePeriodSeconds: 300, messageRetentionSeconds: twoWeeks },
  };
  return new sst.aws.Queue(name, { ...args, transform }, durable);
}

/** Lets EventBridge send to the queues: from these rules or buses (by ARN) and no others. */
export function letEventBridgeSend(name: string, queue: sst.aws.Queue, sources: $util.Input<string>[]): void {
  new aws.sqs.QueuePolicy(`${name}Policy`, {
    queueUrl: queue.url,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: queue.arn,
          Condition: { ArnEquals: { "aws:SourceArn": sources } },
        },
      ],
    }),
  });
}
