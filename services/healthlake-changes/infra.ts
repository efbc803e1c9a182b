import { sends } from "@tributary/contracts/healthlake-changes.operations";
import type { EventBus } from "../../infra/bus.ts";
import { recordCalls } from "../../infra/call-records.ts";
import { datastore, mayCallDatastore } from "../../infra/datastore.ts";
import { deadLetters, letEventBridgeSend } from "../../infra/encrypted-queue.ts";
import { encryptedTable } from "../../infra/encrypted-table.ts";
import { leastPrivilegeFunction } from "../../infra/function.ts";
import { mayEncrypt } from "../../infra/key.ts";
import { noticesBus, noticesPolicy } from "../../infra/notices-bus.ts";
import { publishes } from "../../infra/publishes.ts";
import { mayQuarantine, quarantine, quarantineReports } from "../../infra/quarantine.ts";
import { queueConsumer } from "../../infra/queue-consumer.ts";
import { ruleToQueue } from "../../infra/rule-to-queue.ts";
import { callRecords } from "../../infra/stage.ts";

/** A day: what EventBridge keeps trying for at most. */
const maximumEventAgeInSeconds = 24 * 60 * 60;

const reading = mayCallDatastore("healthlake:GetHistoryByResourceId", "healthlake:ReadResource");
const searching = mayCallDatastore("healthlake:GetCapabilities", "healthlake:SearchWithPost");

/**
 * The capture of the data store's changes: from the notices of its subscription, from CloudTrail's records of its calls, and
 * by comparing it with what was published.
 */
export function healthlakeChanges(bus: EventBus): void {
  const ledger = encryptedTable("ChangeLedger", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    ttl: "expiresAt",
  });
  const link = [datastore.link, bus.component, ledger];
  const permissions = [
    {
      actions: ["dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"],
      resources: [ledger.arn],
    },
    publishes(bus, sends),
  ];

  const windows = queueConsumer("HealthLakeWindows", {
    handler: "services/healthlake-changes/handler.windows",
    timeout: 60,
    batchSize: 1,
    sendsToItself: true,
    link,
    permissions: [
      ...permissions,
      {
        actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
        resources: [ledger.arn],
      },
      reading,
      searching,
    ],
  });
  const notices = queueConsumer("HealthLakeNotices", {
    handler: "services/healthlake-changes/handler.notices",
    timeout: 10,
    batchSize: 10,
    link: [...link, windows],
    permissions: [
      ...permissions,
      { actions: ["dynamodb:UpdateItem"], resources: [ledger.arn] },
      { actions: ["sqs:SendMessage"], resources: [windows.arn] },
      reading,
    ],
  });
  const undelivered = deadLetters("HealthLakeUndelivered");

  const noticed = ruleToQueue("HealthLakeNotices", {
    physicalName: "HealthLakeNotices",
    description: "Notices of the data store's subscription",
    bus: noticesBus,
    // How they are wrapped is not documented; that they come from HealthLake is certain.
    when: { pattern: { source: [{ prefix: "aws.healthlake" }] } },
    ...{ queue: notices, queueName: "HealthLakeNoticesQueue", undelivered, maximumEventAgeInSeconds },
  });
  recordCalls();
  const recorded =
    callRecords === "off"
      ? undefined
      : ruleToQueue("HealthLakeCalls", {
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
  const scheduled = ruleToQueue("HealthLakeReconciliation", {
    physicalName: "HealthLakeReconciliation",
    description: "Compares the data store with what was published, once a day",
    when: { schedule: "rate(1 day)" },
    input: { kind: "reconcile" },
    ...{ queue: windows, queueName: "HealthLakeWindowsQueue", undelivered, maximumEventAgeInSeconds },
  });
  letEventBridgeSend("HealthLakeNoticesQueue", notices, [noticed.arn]);
  const toWindows = [...(recorded ? [recorded.arn] : []), scheduled.arn];
  letEventBridgeSend("HealthLakeWindowsQueue", windows, toWindows);
  letEventBridgeSend("HealthLakeUndelivered", undelivered, [noticed.arn, ...toWindows]);

  operator({ link, permissions: [...permissions, reading, searching], ledger });
  subscribeDatastore([noticed.target, noticesPolicy]);
}

/** What `tributary backfill` and `tributary reconcile` call, a slice at a time. */
function operator({
  link,
  permissions,
  ledger,
}: Pick<Parameters<typeof leastPrivilegeFunction>[1], "permissions"> & {
  link: readonly unknown[];
  ledger: sst.aws.Dynamo;
}): void {
  leastPrivilegeFunction("HealthLakeOperator", {
    handler: "services/healthlake-changes/handler.operate",
    timeout: 60,
    link: [...link, quarantine, quarantineReports],
    permissions: [...permissions, { actions: ["dynamodb:Query"], resources: [ledger.arn] }, ...mayQuarantine],
    named: true,
  });
}

/** Has HealthLake send notices of every change, once the bus can take them: it refuses a bus that has no rule. */
function subscribeDatastore(dependsOn: $util.Resource[]): void {
  const subscriber = leastPrivilegeFunction("HealthLakeSubscriber", {
    handler: "services/healthlake-changes/handler.subscribeDatastore",
    timeout: 60,
    link: [datastore.link, noticesBus],
    permissions: [mayCallDatastore("healthlake:CreateResource", "healthlake:DeleteResource"), searching, mayEncrypt],
  });
  new aws.lambda.Invocation(
    "HealthLakeSubscription",
    // With another revision the function is called again at the next deployment.
    { functionName: subscriber.name, input: JSON.stringify({ revision: 1 }) },
    { dependsOn },
  );
}
