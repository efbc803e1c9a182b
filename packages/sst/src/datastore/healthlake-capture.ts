import { mayQuarantine } from "../bucket/quarantine.ts";
import type { Operations } from "../bus/delivery-rule.ts";
import type { EventBus } from "../bus/encrypted-bus.ts";
import { publishes } from "../bus/publishes.ts";
import { ruleToQueue } from "../bus/rule-to-queue.ts";
import { grant, lookUp, mayEncrypt, mayReadAndWrite, permit } from "../function/grant.ts";
import { leastPrivilegeFunction } from "../function/least-privilege-function.ts";
import { deadLetters, letEventBridgeSend } from "../queue/encrypted-queue.ts";
import { queueConsumer } from "../queue/queue-consumer.ts";
import { encryptedTable } from "../table/encrypted-table.ts";
import { type Datastore, mayCallDatastore } from "./may-call-datastore.ts";
import { noticesBus } from "./notices-bus.ts";

interface HealthlakeCaptureArgs {
  readonly datastore: Datastore;
  /** The generated operations of the service, which sends an event per changed resource. */
  readonly sends: Operations;
  /** The module that exports `notices`, `windows`, `operate` and `subscribeDatastore`: `services/changes/handler`. */
  readonly handlers: string;
  /** Whether CloudTrail records the calls that change the data store: a second source, because notices may get lost. */
  readonly callsRecorded: boolean;
  /** Name of the ledger's table; default `<name>Ledger`. */
  readonly ledger?: string;
  /** Name of the bus for notices; default `<name>NoticesBus`. */
  readonly notices?: string;
}

/** A day, EventBridge's maximum. */
const maximumEventAgeInSeconds = 24 * 60 * 60;

/**
 * Captures the changes of a HealthLake data store. Its subscription's notices go through a bus of their own to `notices`
 * (`<name>NoticesQueue`). CloudTrail's records of its calls, gaps in the notices and a daily comparison go to `windows`
 * (`<name>WindowsQueue`). `tributary backfill` and `tributary reconcile` call `operate` (`<name>Operator`). The deployment calls
 * `subscribeDatastore` once. The handlers find their links with `healthlakePorts(name, …)`.
 */
export function healthlakeCapture(bus: EventBus, name: string, args: HealthlakeCaptureArgs): void {
  const { stack } = bus;
  const { datastore, sends, handlers, callsRecorded } = args;
  const source = noticesBus(stack, args.notices ?? `${name}NoticesBus`, datastore);
  const ledger = encryptedTable(stack, args.ledger ?? `${name}Ledger`, { key: ["pk", "sk"], ttl: "expiresAt" });
  const reading = mayCallDatastore(datastore, "GetHistoryByResourceId", "ReadResource");
  const searching = mayCallDatastore(datastore, "GetCapabilities", "SearchWithGet", "SearchWithPost");
  const publishing = [mayReadAndWrite(ledger), publishes(bus, sends)];

  const windows = queueConsumer(stack, `${name}Windows`, {
    ...{ handler: `${handlers}.windows`, timeout: 60, batchSize: 1, atOnce: 2, sendsToItself: true },
    uses: [
      ...publishing,
      grant(ledger, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"),
      reading,
      searching,
    ],
  });
  const notices = queueConsumer(stack, `${name}Notices`, {
    ...{ handler: `${handlers}.notices`, timeout: 10, batchSize: 10, atOnce: 10 },
    uses: [...publishing, grant(ledger, "dynamodb:UpdateItem"), grant(windows, "sqs:SendMessage"), reading],
  });
  const undelivered = deadLetters(stack, `${name}Undelivered`);
  const toWindows = { queue: windows, queueName: `${name}WindowsQueue`, undelivered, maximumEventAgeInSeconds };

  const noticed = ruleToQueue(stack, `${name}Notices`, {
    physicalName: `${name}Notices`,
    description: "Notices of the data store's subscription",
    bus: source.bus,
    // The envelope of notices is not documented, except that its source is HealthLake.
    when: { pattern: { source: [{ prefix: "aws.healthlake" }] } },
    ...{ queue: notices, queueName: `${name}NoticesQueue`, undelivered, maximumEventAgeInSeconds },
  });
  const recorded = callsRecorded && [
    ruleToQueue(stack, `${name}Calls`, {
      physicalName: `${name}Calls`,
      description: "CloudTrail's records of calls that changed the data store",
      when: { pattern: recordedCalls(datastore) },
      ...toWindows,
    }),
  ];
  const scheduled = ruleToQueue(stack, `${name}Reconciliation`, {
    physicalName: `${name}Reconciliation`,
    description: "Compares the data store with what was published, once a day",
    when: { schedule: "rate(1 day)" },
    input: { kind: "reconcile" },
    ...toWindows,
  });
  const windowRules = [...(recorded || []), scheduled].map(({ arn }) => arn);
  letEventBridgeSend(stack, `${name}NoticesQueue`, notices, [noticed.arn]);
  letEventBridgeSend(stack, `${name}WindowsQueue`, windows, windowRules);
  letEventBridgeSend(stack, `${name}Undelivered`, undelivered, [noticed.arn, ...windowRules]);

  leastPrivilegeFunction(stack, `${name}Operator`, {
    ...{ handler: `${handlers}.operate`, timeout: 60, named: true },
    uses: [...publishing, reading, searching, grant(ledger, "dynamodb:Query"), mayQuarantine(stack)],
  });
  const subscriber = leastPrivilegeFunction(stack, `${name}Subscriber`, {
    ...{ handler: `${handlers}.subscribeDatastore`, timeout: 60 },
    uses: [
      mayCallDatastore(datastore, "CreateResource", "DeleteResource"),
      searching,
      lookUp(source.bus),
      permit(mayEncrypt(stack)),
    ],
  });
  new stack.aws.lambda.Invocation(
    `${name}Subscription`,
    // A new revision calls the function again at the next deployment.
    { functionName: subscriber.name, input: JSON.stringify({ revision: 1 }) },
    // HealthLake refuses a bus without a rule, and one that it may not send to.
    { dependsOn: [noticed.target, source.policy] },
  );
}

/** Successful calls that changed the data store. */
function recordedCalls({ id }: Datastore): object {
  return {
    source: ["aws.healthlake"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["healthlake.amazonaws.com"],
      // Event names of patches, bundles and bulk operations are not documented. `readOnly: false` marks a write, but a record may
      // lack it (docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html).
      $or: [{ readOnly: [false] }, { eventName: ["CreateResource", "UpdateResource", "DeleteResource"] }],
      requestParameters: { datastoreId: [id] },
      responseElements: { statusCode: [{ numeric: [">=", 200, "<", 300] }] },
    },
  };
}
