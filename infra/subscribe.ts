import type { EventBus } from "./bus.ts";
import { deliveryRules, type Operations } from "./delivery-rule.ts";
import { deadLetters, encryptedQueue, letEventBridgeSend } from "./encrypted-queue.ts";
import { leastPrivilegeFunction } from "./function.ts";
import { mayQuarantine, quarantine, quarantineReports } from "./quarantine.ts";
import { physicalName } from "./stage.ts";

interface SubscribeArgs {
  /** The generated operations of the service; the rules are derived from them. */
  readonly receives: Operations;
  readonly handler: string;
  /** What the handler looks up and may do, besides reading its queue and using the quarantine. */
  readonly link: readonly (sst.aws.Dynamo | sst.aws.Bucket | sst.aws.Queue)[];
  readonly permissions: Parameters<typeof leastPrivilegeFunction>[1]["permissions"];
}

/** Seconds one batch may take. */
const timeout = 10;
/** AWS asks for at least six timeouts. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const visibilityTimeout = 6 * timeout;
const maxReceiveCount = 5;
/** How often EventBridge tries to reach the queue, within the age limit of the contract: its own maximum. */
const maximumRetryAttempts = 185;

/**
 * Routes what a service receives by contract to a queue and from there to its handler:
 * bus → rule → queue (dead letters: `<name>Undelivered`) → function (dead letters: `<name>DeadLetters`).
 */
export function subscribe(name: string, bus: EventBus, args: SubscribeArgs): void {
  const queue = encryptedQueue(`${name}Queue`, {
    letters: deadLetters(`${name}DeadLetters`),
    attempts: maxReceiveCount,
    visibilityTimeout,
  });
  const undelivered = deadLetters(`${name}Undelivered`);

  const rules = deliveryRules(bus.contractName, args.receives).map(
    ({ detailType, pattern, maximumEventAgeInSeconds }) => {
      const rule = new aws.cloudwatch.EventRule(`${name}${detailType}Rule`, {
        name: physicalName(`${name}-${detailType}`),
        description: `${detailType} to ${name}`,
        eventBusName: bus.component.name,
        eventPattern: JSON.stringify(pattern),
      });
      new aws.cloudwatch.EventTarget(`${name}${detailType}Target`, {
        eventBusName: bus.component.name,
        rule: rule.name,
        targetId: `${name}Queue`,
        arn: queue.arn,
        deadLetterConfig: { arn: undelivered.arn },
        retryPolicy: { maximumEventAgeInSeconds, maximumRetryAttempts },
      });
      return rule.arn;
    },
  );
  letEventBridgeSend(`${name}Queue`, queue, rules);
  letEventBridgeSend(`${name}Undelivered`, undelivered, rules);

  const consumer = leastPrivilegeFunction(`${name}Consumer`, {
    handler: args.handler,
    timeout,
    link: [...args.link, quarantine, quarantineReports],
    permissions: [
      {
        actions: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
        resources: [queue.arn],
      },
      ...mayQuarantine,
      ...args.permissions,
    ],
  });
  new aws.lambda.EventSourceMapping(`${name}Mapping`, {
    eventSourceArn: queue.arn,
    functionName: consumer.name,
    batchSize: 10,
    functionResponseTypes: ["ReportBatchItemFailures"],
  });
}
