import { mayClaimCheck } from "../bucket/claim-checks.ts";
import type { Grant } from "../function/grant.ts";
import { deadLetters, letEventBridgeSend } from "../queue/encrypted-queue.ts";
import { queueConsumer } from "../queue/queue-consumer.ts";
import type { Stack } from "../stack/create-stack.ts";
import { deliveryRules, type Operations } from "./delivery-rule.ts";
import type { EventBus } from "./encrypted-bus.ts";
import { ruleToQueue } from "./rule-to-queue.ts";

interface SubscribeArgs {
  readonly bus: EventBus;
  /** The generated operations of the service; the rules are derived from them. */
  readonly receives: Operations;
  readonly handler: string;
  /** How many batches it works on at once in production. */
  readonly atOnce: number;
  /** What the handler looks up and may do, besides reading its queue and using the quarantine. */
  readonly uses: readonly Grant[];
}

/** Seconds one batch may take. */
const timeout = 10;

/**
 * Routes what a service receives by contract to a queue and from there to its handler:
 * bus → rule → queue (dead letters: `<name>Undelivered`) → function (dead letters: `<name>DeadLetters`).
 */
export function subscribe(stack: Stack, name: string, args: SubscribeArgs): void {
  const { bus, receives, handler, atOnce } = args;
  const uses = [...args.uses, mayClaimCheck(stack, "receive", receives)];
  const queue = queueConsumer(stack, name, { handler, atOnce, uses, timeout, batchSize: 10 });
  const undelivered = deadLetters(stack, `${name}Undelivered`);
  const rules = deliveryRules(bus.contractName, receives).map(
    ({ detailType, pattern, maximumEventAgeInSeconds }) =>
      ruleToQueue(stack, `${name}${detailType}`, {
        physicalName: `${name}-${detailType}`,
        description: `${detailType} to ${name}`,
        bus: bus.component,
        when: { pattern },
        ...{ queue, queueName: `${name}Queue`, undelivered, maximumEventAgeInSeconds },
      }).arn,
  );
  letEventBridgeSend(stack, `${name}Queue`, queue, rules);
  letEventBridgeSend(stack, `${name}Undelivered`, undelivered, rules);
}
