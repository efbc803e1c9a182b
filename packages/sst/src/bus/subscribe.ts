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
  /** The generated operations of the service, which decide the rules. */
  readonly receives: Operations;
  readonly handler: string;
  /** Batches handled at once in production. */
  readonly atOnce: number;
  /** A queue from `existingQueue` that no other consumer reads; one is created if absent. */
  readonly queue?: Queue;
  /** Further grants of the handler; its queue, the quarantine and claims are granted already. */
  readonly uses?: readonly Grant[];
}

/** Limit for one batch, in seconds. */
const timeout = 10;

/**
 * Routes the events that a service receives by contract to a queue and from there to its handler:
 * bus → rule → queue (dead letters: `<name>Undelivered`) → function (dead letters: `<name>DeadLetters`). Creates and grants a
 * table of claims if a contract asks for them. The handler finds all of it with `consumerPorts(name, …)`.
 */
export function subscribe(bus: EventBus, name: string, args: SubscribeArgs): void {
  const { stack } = bus;
  const { receives, handler, atOnce } = args;
  const uses = [...(args.uses ?? []), mayClaim(stack, name, receives), mayClaimCheck(stack, "receive", receives)];
  const queue = queueConsumer(stack, name, { handler, atOnce, uses, timeout, batchSize: 10, queue: args.queue });
  const undelivered = deadLetters(stack, `${name}Undelivered`);
  const rules = deliveryRules(bus.contractName, receives).map(({ detailType, pattern, maximumEventAgeInSeconds }) => {
    // Other senders' detail-types may hold any character: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
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
