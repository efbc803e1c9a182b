import { mayClaimCheck } from "../bucket/claim-checks.ts";
import { mayQuarantine } from "../bucket/quarantine.ts";
import type { Operations } from "../bus/delivery-rule.ts";
import type { EventBus } from "../bus/encrypted-bus.ts";
import { publishes } from "../bus/publishes.ts";
import { ruleToQueue } from "../bus/rule-to-queue.ts";
import { conditionalWrites, grant } from "../function/grant.ts";
import { leastPrivilegeFunction } from "../function/least-privilege-function.ts";
import { deadLetters, letEventBridgeSend } from "../queue/encrypted-queue.ts";
import { queueConsumer } from "../queue/queue-consumer.ts";
import type { Table } from "../stack/existing.ts";
import { mayScanStream, streamArn } from "./stream-reader.ts";

interface TableComparisonArgs {
  /** The table whose changes are captured. */
  readonly table: Table;
  /** The table of what was last published. */
  readonly published: Table;
  /** The generated operations of the service; what may be published is derived from them. */
  readonly sends: Operations;
  /** Handler of the messages of the daily comparison. */
  readonly scheduled: string;
  /** Handler of what `tributary reconcile --source <name>` calls. */
  readonly onDemand: string;
}

/** A day: what EventBridge keeps trying for at most. */
const maximumEventAgeInSeconds = 24 * 60 * 60;

/**
 * Compares a table with what was published of it, and publishes what is missing: once a day, a slice a message, and on demand.
 */
export function tableComparison(bus: EventBus, name: string, args: TableComparisonArgs): void {
  const { stack } = bus;
  const { table, published, sends } = args;
  const stream = new stack.sst.Linkable(`${name}Stream`, { properties: { arn: streamArn(table) } });
  const uses = [
    grant(table, "dynamodb:BatchGetItem", "dynamodb:Scan"),
    grant(published, "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Scan"),
    grant(published, ...conditionalWrites, "dynamodb:PutItem"),
    { link: [stream], permissions: [mayScanStream(table)] },
    publishes(bus, sends),
    mayClaimCheck(stack, "send", sends),
  ];
  const queue = queueConsumer(stack, `${name}Comparison`, {
    ...{ handler: args.scheduled, timeout: 300, batchSize: 1, atOnce: 2, sendsToItself: true, uses },
  });
  const undelivered = deadLetters(stack, `${name}ComparisonUndelivered`);
  const rule = ruleToQueue(stack, `${name}Comparison`, {
    physicalName: `${name}Comparison`,
    description: `Compares ${name} with what was published of it, once a day`,
    when: { schedule: "rate(1 day)" },
    input: { kind: "reconcile" },
    ...{ queue, queueName: `${name}ComparisonQueue`, undelivered, maximumEventAgeInSeconds },
  });
  letEventBridgeSend(stack, `${name}ComparisonQueue`, queue, [rule.arn]);
  letEventBridgeSend(stack, `${name}ComparisonUndelivered`, undelivered, [rule.arn]);
  leastPrivilegeFunction(stack, `${name}Operator`, {
    handler: args.onDemand,
    timeout: 300,
    uses: [...uses, mayQuarantine(stack)],
    named: true,
  });
}
