import { mayClaimCheck } from "../bucket/claim-checks.ts";
import { mayQuarantine, quarantine } from "../bucket/quarantine.ts";
import type { Operations } from "../bus/delivery-rule.ts";
import type { EventBus } from "../bus/encrypted-bus.ts";
import { publishes } from "../bus/publishes.ts";
import { permit } from "../function/grant.ts";
import { leastPrivilegeFunction } from "../function/least-privilege-function.ts";
import { alarm } from "../stack/alarm.ts";
import type { Table } from "../stack/existing.ts";
import {
  maximumRecordAgeInSeconds,
  maximumRetryAttempts,
  mayReadStream,
  nearRetentionMs,
  streamArn,
} from "./stream-reader.ts";

interface ChangeCaptureArgs {
  /** A table with a stream of new and old images. */
  readonly table: Table;
  readonly handler: string;
  /** The generated operations of the service, which decide what it may publish. */
  readonly sends: Operations;
}

/**
 * Calls the handler, which publishes to the bus, with every change of the table, in order per shard from the oldest on. Lambda
 * halves a failing batch, retries it a limited number of times, and then stores it whole in the quarantine bucket (S3, because
 * the other destinations get no record bodies).
 */
export function changeCapture(bus: EventBus, name: string, { table, sends, handler }: ChangeCaptureArgs): void {
  const { stack } = bus;
  const { bucket } = quarantine(stack);
  const capture = leastPrivilegeFunction(stack, name, {
    handler,
    timeout: 60,
    uses: [
      permit(...mayReadStream(table)),
      publishes(bus, sends),
      mayQuarantine(stack),
      mayClaimCheck(stack, "send", sends),
      // Needed for failed batches besides PutObject. https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
      permit({ actions: ["s3:ListBucket"], resources: [bucket.arn] }),
    ],
  });
  const mapping = new stack.aws.lambda.EventSourceMapping(`${name}Mapping`, {
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
    destinationConfig: { onFailure: { destinationArn: bucket.arn } },
    metricsConfig: { metrics: ["EventCount"] },
  });
  alarm(stack, `${name}IteratorAge`, {
    description: "Changes wait for capture: they are given up at the maximum record age",
    namespace: "AWS/Lambda",
    metric: "IteratorAge",
    dimensions: { FunctionName: capture.name },
    // Milliseconds: five minutes behind.
    atLeast: 5 * 60 * 1000,
  });
  alarm(stack, `${name}NearRetention`, {
    description: "Changes wait so long that the stream, which keeps them for a day, is about to lose them",
    namespace: "AWS/Lambda",
    metric: "IteratorAge",
    dimensions: { FunctionName: capture.name },
    atLeast: nearRetentionMs,
  });
  alarm(stack, `${name}GivenUp`, {
    description: "A batch of changes was given up and lies in the quarantine bucket",
    namespace: "AWS/Lambda",
    metric: "OnFailureDestinationDeliveredEventCount",
    dimensions: { EventSourceMappingUUID: mapping.uuid },
    atLeast: 1,
    statistic: "Sum",
  });
}
