import { alarm } from "./alarm.ts";
import type { EventBus } from "./bus.ts";
import { claimCheckGrants } from "./claim-checks.ts";
import type { Operations } from "./delivery-rule.ts";
import { leastPrivilegeFunction } from "./function.ts";
import { publishes } from "./publishes.ts";
import { mayQuarantine, quarantine, quarantineReports } from "./quarantine.ts";
import {
  maximumRecordAgeInSeconds,
  maximumRetryAttempts,
  mayReadStream,
  nearRetentionMs,
  streamArn,
} from "./stream-reader.ts";

interface ChangeCaptureArgs {
  readonly handler: string;
  /** The generated operations of the service; what it may publish is derived from them. */
  readonly sends: Operations;
}

/**
 * Calls the handler with every change of the table, in order per shard and from the oldest one on; it publishes to the bus.
 * A batch that keeps failing is halved, tried a bounded number of times, and then kept whole in the quarantine bucket
 * (S3, because the other destinations get no record bodies).
 */
export function changeCapture(name: string, table: sst.aws.Dynamo, bus: EventBus, args: ChangeCaptureArgs): void {
  const claims = claimCheckGrants("send", args.sends);
  const capture = leastPrivilegeFunction(name, {
    handler: args.handler,
    timeout: 60,
    link: [bus.component, quarantine, quarantineReports, ...claims.link],
    permissions: [
      ...mayReadStream(table),
      publishes(bus, args.sends),
      ...mayQuarantine,
      ...claims.permissions,
      // For the batches given up, besides PutObject. https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
      { actions: ["s3:ListBucket"], resources: [quarantine.arn] },
    ],
  });
  const mapping = new aws.lambda.EventSourceMapping(`${name}Mapping`, {
    eventSourceArn: streamArn(table),
    functionName: capture.name,
    startingPosition: "TRIM_HORIZON",
    batchSize: 100,
    maximumBatchingWindowInSeconds: 0,
    parallelizationFactor: 1,
    bisectBatchOnFunctionError: true,
    functionResponseTypes: ["ReportBatchItemFailures"],
    maximumRetryAttempts,
    maximumRecordAgeInSeconds,
    destinationConfig: { onFailure: { destinationArn: quarantine.arn } },
    metricsConfig: { metrics: ["EventCount"] },
  });
  alarm(`${name}IteratorAge`, {
    description: "Changes wait for capture: they are given up at the maximum record age",
    namespace: "AWS/Lambda",
    metric: "IteratorAge",
    dimensions: { FunctionName: capture.name },
    // Milliseconds: five minutes behind.
    atLeast: 5 * 60 * 1000,
  });
  alarm(`${name}NearRetention`, {
    description: "Changes wait so long that the stream, which keeps them for a day, is about to lose them",
    namespace: "AWS/Lambda",
    metric: "IteratorAge",
    dimensions: { FunctionName: capture.name },
    atLeast: nearRetentionMs,
  });
  alarm(`${name}GivenUp`, {
    description: "A batch of changes was given up and lies in the quarantine bucket",
    namespace: "AWS/Lambda",
    metric: "OnFailureDestinationDeliveredEventCount",
    dimensions: { EventSourceMappingUUID: mapping.uuid },
    atLeast: 1,
    statistic: "Sum",
  });
}
