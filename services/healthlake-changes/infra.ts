import { sends } from "@tributary/contracts/healthlake-changes.operations";
import type { Stack } from "@tributary/sst/create-stack";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { deadLetters, letEventBridgeSend } from "@tributary/sst/encrypted-queue";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { conditionalWrites, type Grant, grant, lookUp, mayEncrypt, permit } from "@tributary/sst/grant";
import { leastPrivilegeFunction } from "@tributary/sst/least-privilege-function";
import { type Datastore, mayCallDatastore } from "@tributary/sst/may-call-datastore";
import { publishes } from "@tributary/sst/publishes";
import { mayQuarantine } from "@tributary/sst/quarantine";
import { queueConsumer } from "@tributary/sst/queue-consumer";
import { ruleToQueue } from "@tributary/sst/rule-to-queue";

/** A day: what EventBridge keeps trying for at most. */
const maximumEventAgeInSeconds = 24 * 60 * 60;

interface ChangesArgs {
  readonly datastore: Datastore;
  /** The bus that HealthLake sends the notices of its subscription to, and the policy that lets it. */
  readonly noticesBus: sst.aws.Bus;
  readonly noticesPolicy: $util.Resource;
  /** Whether CloudTrail records the calls that change the data store. */
  readonly callsRecorded: boolean;
}

/**
 * The capture of the data store's changes: from the notices of its subscription, from CloudTrail's records of its calls, and
 * by comparing it with what was published.
 */
export function healthlakeChanges(bus: EventBus, args: ChangesArgs): void {
  const { stack } = bus;
  const { datastore, noticesBus, noticesPolicy, callsRecorded } = args;
  const reading = mayCallDatastore(datastore, "GetHistoryByResourceId", "ReadResource");
  const searching = mayCallDatastore(datastore, "GetCapabilities", "SearchWithPost");
  const ledger = encryptedTable(stack, "ChangeLedger", {
    key: ["pk", "sk"],
    ttl: "expiresAt",
  });
  const publishing = [grant(ledger, "dynamodb:BatchGetItem", ...conditionalWrites), publishes(bus, sends)];

  const windows = queueConsumer(stack, "HealthLakeWindows", {
    handler: "services/healthlake-changes/handler.windows",
    timeout: 60,
    batchSize: 1,
    atOnce: 2,
    sendsToItself: true,
    uses: [
      ...publishing,
      grant(ledger, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"),
      reading,
      searching,
    ],
  });
  const notices = queueConsumer(stack, "HealthLakeNotices", {
    handler: "services/healthlake-changes/handler.notices",
    timeout: 10,
    batchSize: 10,
    atOnce: 10,
    uses: [...publishing, grant(ledger, "dynamodb:UpdateItem"), grant(windows, "sqs:SendMessage"), reading],
  });
  const undelivered = deadLetters(stack, "HealthLakeUndelivered");

  const noticed = ruleToQueue(stack, "HealthLakeNotices", {
    physicalName: "HealthLakeNotices",
    description: "Notices of the data store's subscription",
    bus: noticesBus,
    // How they are wrapped is not documented; that they come from HealthLake is certain.
    when: { pattern: { source: [{ prefix: "aws.healthlake" }] } },
    ...{ queue: notices, queueName: "HealthLakeNoticesQueue", undelivered, maximumEventAgeInSeconds },
  });
  const recorded = !callsRecorded
    ? undefined
    : ruleToQueue(stack, "HealthLakeCalls", {
        physicalName: "HealthLakeCalls",
        description: "CloudTrail's records of calls that changed the data store",
        when: {
          pattern: {
            source: ["aws.healthlake"],
            "detail-type": ["AWS API Call via CloudTrail"],
            detail: {
              eventSource: ["healthlake.amazonaws.com"],
              // Names of the calls for patches, bundles and bulk operations are not documented; that they write is told by
              // `readOnly`, which a record may lack (docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html).
              $or: [{ readOnly: [false] }, { eventName: ["CreateResource", "UpdateResource", "DeleteResource"] }],
              requestParameters: { datastoreId: [datastore.id] },
              responseElements: { statusCode: [{ numeric: [">=", 200, "<", 300] }] },
            },
          },
        },
        ...{ queue: windows, queueName: "HealthLakeWindowsQueue", undelivered, maximumEventAgeInSeconds },
      });
  const scheduled = ruleToQueue(stack, "HealthLakeReconciliation", {
    physicalName: "HealthLakeReconciliation",
    description: "Compares the data store with what was published, once a day",
    when: { schedule: "rate(1 day)" },
    input: { kind: "reconcile" },
    ...{ queue: windows, queueName: "HealthLakeWindowsQueue", undelivered, maximumEventAgeInSeconds },
  });
  letEventBridgeSend(stack, "HealthLakeNoticesQueue", notices, [noticed.arn]);
  const toWindows = [...(recorded ? [recorded.arn] : []), scheduled.arn];
  letEventBridgeSend(stack, "HealthLakeWindowsQueue", windows, toWindows);
  letEventBridgeSend(stack, "HealthLakeUndelivered", undelivered, [noticed.arn, ...toWindows]);

  operator(stack, [...publishing, reading, searching, grant(ledger, "dynamodb:Query")]);
  subscribeDatastore(stack, {
    uses: [
      mayCallDatastore(datastore, "CreateResource", "DeleteResource"),
      searching,
      lookUp(noticesBus),
      permit(mayEncrypt(stack)),
    ],
    dependsOn: [noticed.target, noticesPolicy],
  });
}

/** What `tributary backfill` and `tributary reconcile` call, a slice at a time. */
function operator(stack: Stack, uses: readonly Grant[]): void {
  leastPrivilegeFunction(stack, "HealthLakeOperator", {
    handler: "services/healthlake-changes/handler.operate",
    timeout: 60,
    uses: [...uses, mayQuarantine(stack)],
    named: true,
  });
}

interface SubscriberArgs {
  readonly uses: readonly Grant[];
  readonly dependsOn: $util.Resource[];
}

/** Has HealthLake send notices of every change, once the bus can take them: it refuses a bus that has no rule. */
function subscribeDatastore(stack: Stack, { uses, dependsOn }: SubscriberArgs): void {
  const subscriber = leastPrivilegeFunction(stack, "HealthLakeSubscriber", {
    handler: "services/healthlake-changes/handler.subscribeDatastore",
    timeout: 60,
    uses,
  });
  new stack.aws.lambda.Invocation(
    "HealthLakeSubscription",
    // With another revision the function is called again at the next deployment.
    { functionName: subscriber.name, input: JSON.stringify({ revision: 1 }) },
    { dependsOn },
  );
}
