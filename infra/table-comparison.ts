import type { EventBus } from "./bus.ts";
import { claimCheckGrants } from "./claim-checks.ts";
import type { Operations } from "./delivery-rule.ts";
import { deadLetters, letEventBridgeSend } from "./encrypted-queue.ts";
import { leastPrivilegeFunction } from "./function.ts";
import { publishes } from "./publishes.ts";
import { mayQuarantine, quarantine, quarantineReports } from "./quarantine.ts";
import { queueConsumer } from "./queue-consumer.ts";
import { ruleToQueue } from "./rule-to-queue.ts";
import { mayScanStream, streamArn } from "./stream-reader.ts";

interface TableComparisonArgs {
  /** The table of what was last published. */
  readonly published: sst.aws.Dynamo;
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
export function tableComparison(name: string, table: sst.aws.Dynamo, bus: EventBus, args: TableComparisonArgs): void {
  const { published } = args;
  const stream = new sst.Linkable(`${name}Stream`, { properties: { arn: streamArn(table) } });
  const claims = claimCheckGrants("send", args.sends);
  const link = [bus.component, table, stream, published, ...claims.link];
  const permissions = [
    { actions: ["dynamodb:BatchGetItem", "dynamodb:Scan"], resources: [table.arn] },
    {
      actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan"],
      resources: [published.arn],
    },
    mayScanStream(table),
    publishes(bus, args.sends),
    ...claims.permissions,
  ];
  const queue = queueConsumer(`${name}Comparison`, {
    ...{ handler: args.scheduled, timeout: 300, batchSize: 1, sendsToItself: true, link, permissions },
  });
  const undelivered = deadLetters(`${name}ComparisonUndelivered`);
  const rule = ruleToQueue(`${name}Comparison`, {
    physicalName: `${name}Comparison`,
    description: `Compares ${name} with what was published of it, once a day`,
    when: { schedule: "rate(1 day)" },
    input: { kind: "reconcile" },
    ...{ queue, queueName: `${name}ComparisonQueue`, undelivered, maximumEventAgeInSeconds },
  });
  letEventBridgeSend(`${name}ComparisonQueue`, queue, [rule.arn]);
  letEventBridgeSend(`${name}ComparisonUndelivered`, undelivered, [rule.arn]);
  leastPrivilegeFunction(`${name}Operator`, {
    handler: args.onDemand,
    timeout: 300,
    link: [...link, quarantine, quarantineReports],
    permissions: [...permissions, ...mayQuarantine],
    named: true,
  });
}
