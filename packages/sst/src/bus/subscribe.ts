import { mayClaimCheck } from "../bucket/claim-checks.ts";
import type { Grant } from "../function/grant.ts";
import { deadLetters, letEventBridgeSend } from "../queue/encrypted-queue.ts";
import { queueConsumer } from "../queue/queue-consumer.ts";
import type { Queue } from "../stack/existing.ts";
import { deliveryRules, type Operations } from "./delivery-rule.ts";
import type { EventBus } from "./encrypted-bus.ts";
import { mayClaim } from "./may-claim.ts";
import { ruleToQueue } from "./rule-to-queue.ts";

interface SubscribeArgs {
  /** The generated operations of the service; the rules are derived from them. */
  readonly receives: Operations;
  readonly handler: string;
  /** How many batches it works on at once in production. */
  readonly atOnce: number;
  /** A queue that is there already (`existingQueue`) and that no other consumer reads, in place of one that is made. */
  readonly queue?: Queue;
  /** What the handler looks up and may do, besides what every consumer of its contracts needs: its queue, the quarantine, claims. */
  readonly uses?: readonly Grant[];
}

/** Seconds one batch may take. */
const timeout = 10;

/**
 * Routes what a service receives by contract to a queue and from there to its handler:
 * bus → rule → queue (dead letters: `<name>Undelivered`) → function (dead letters: `<name>DeadLetters`). Where a contract asks for
 * claims, the table of them is made and granted too. Its handler finds all of it with `consumerPorts(name, …)`.
 */
export function subscribe(bus: EventBus, name: string, args: SubscribeArgs): void {
  const { stack } = bus;
  const { receives, handler, atOnce } = args;
  const uses = [...(args.uses ?? []), mayClaim(stack, name, receives), mayClaimCheck(stack, "receive", receives)];
  const queue = queueConsumer(stack, name, { handler, atOnce, uses, timeout, batchSize: 10, queue: args.queue });
  const undelivered = deadLetters(stack, `${name}Undelivered`);
  const rules = deliveryRules(bus.contractName, receives).map(({ detailType, pattern, maximumEventAgeInSeconds }) => {
    // Others call their events as they like: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    const named = detailType.replaceAll(/[^.\w-]/g, "");
    return ruleToQueue(stack, `${name}${named}`, {
      physicalName: `${name}-${named}`,
      description: `${detailType} to ${name}`,
      bus: bus.component,
      when: { pattern },
      ...{ queue, queueName: `${name}Queue`, undelivered, maximumEventAgeInSeconds },
    }).arn;
  });
  letEventBridgeSend(stack, `${name}Queue`, queue, rules);
  letEventBridgeSend(stack, `${name}Undelivered`, undelivered, rules);
}
