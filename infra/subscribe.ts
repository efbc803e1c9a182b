import type { EventBus } from "./bus.ts";
import { claimCheckGrants } from "./claim-checks.ts";
import { deliveryRules, type Operations } from "./delivery-rule.ts";
import { deadLetters, letEventBridgeSend } from "./encrypted-queue.ts";
import type { leastPrivilegeFunction } from "./function.ts";
import { queueConsumer } from "./queue-consumer.ts";
import { ruleToQueue } from "./rule-to-queue.ts";

interface SubscribeArgs {
  /** The generated operations of the service; the rules are derived from them. */
  readonly receives: Operations;
  readonly handler: string;
  /** What the handler looks up and may do, besides reading its queue and using the quarantine. */
  readonly link: readonly unknown[];
  readonly permissions: Parameters<typeof leastPrivilegeFunction>[1]["permissions"];
}

/** Seconds one batch may take. */
const timeout = 10;

/**
 * Routes what a service receives by contract to a queue and from there to its handler:
 * bus → rule → queue (dead letters: `<name>Undelivered`) → function (dead letters: `<name>DeadLetters`).
 */
export function subscribe(name: string, bus: EventBus, { receives, ...args }: SubscribeArgs): void {
  const claims = claimCheckGrants("receive", receives);
  const link = [...args.link, ...claims.link];
  const permissions = [...args.permissions, ...claims.permissions];
  const queue = queueConsumer(name, { handler: args.handler, link, permissions, timeout, batchSize: 10 });
  const undelivered = deadLetters(`${name}Undelivered`);
  const rules = deliveryRules(bus.contractName, receives).map(
    ({ detailType, pattern, maximumEventAgeInSeconds }) =>
      ruleToQueue(`${name}${detailType}`, {
        physicalName: `${name}-${detailType}`,
        description: `${detailType} to ${name}`,
        bus: bus.component,
        when: { pattern },
        ...{ queue, queueName: `${name}Queue`, undelivered, maximumEventAgeInSeconds },
      }).arn,
  );
  letEventBridgeSend(`${name}Queue`, queue, rules);
  letEventBridgeSend(`${name}Undelivered`, undelivered, rules);
}
