import { mayClaimCheck } from "../bucket/claim-checks.ts";
import { mayQuarantine } from "../bucket/quarantine.ts";
import type { Operations } from "../bus/delivery-rule.ts";
import type { EventBus } from "../bus/encrypted-bus.ts";
import { publishes } from "../bus/publishes.ts";
import { ruleToQueue } from "../bus/rule-to-queue.ts";
import { subscribe } from "../bus/subscribe.ts";
import { conditionalWrites, grant } from "../function/grant.ts";
import { leastPrivilegeFunction } from "../function/least-privilege-function.ts";
import { deadLetters, letEventBridgeSend } from "../queue/encrypted-queue.ts";
import { queueConsumer } from "../queue/queue-consumer.ts";
import type { Table } from "../stack/existing.ts";
import { encryptedTable } from "./encrypted-table.ts";
import { mayScanStream, streamArn } from "./stream-reader.ts";

interface TableComparisonArgs {
  /** The captured table. */
  readonly table: Table;
  /** The generated operations of the service, which sends the table's change events and receives them with `dedupe: sequence`. */
  readonly sends: Operations;
  readonly receives: Operations;
  /** The module that exports `keep`, `compare` and `operate`: `services/orders/handler`. */
  readonly handlers: string;
  /** An existing table of published states; by default `<name>Published` is created. */
  readonly published?: Table;
}

/** A day, EventBridge's maximum. */
const maximumEventAgeInSeconds = 24 * 60 * 60;

/**
 * Compares a table with the events published about it, and publishes what is missing. `keep` (consumer `<name>Published`) records
 * what was published; `compare` runs once a day, one slice per message (`<name>ComparisonQueue`); `tributary reconcile --source
 * <name>` calls `operate` (`<name>Operator`). The handlers find their links with `keepPorts(name)` and `comparisonPorts(name, …)`.
 */
export function tableComparison(bus: EventBus, name: string, args: TableComparisonArgs): void {
  const { stack } = bus;
  const { table, sends, receives, handlers } = args;
  const published = args.published ?? encryptedTable(stack, `${name}Published`, { key: ["id"], ttl: "expiresAt" });
  const keeping = [grant(published, ...conditionalWrites)];
  subscribe(bus, `${name}Published`, { receives, handler: `${handlers}.keep`, atOnce: 20, uses: keeping });
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
    ...{ handler: `${handlers}.compare`, timeout: 300, batchSize: 1, atOnce: 2, sendsToItself: true, uses },
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
    handler: `${handlers}.operate`,
    timeout: 300,
    uses: [...uses, mayQuarantine(stack)],
    named: true,
  });
}
