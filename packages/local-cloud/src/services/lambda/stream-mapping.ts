import type { CloudContext } from "../../kernel/service.ts";
import { recordFilter } from "../../polling/filter.ts";
import { laneOf } from "../../polling/lanes.ts";
import type { Poller } from "../../polling/poller.ts";
import { positions } from "../../polling/positions.ts";
import type { StreamItem } from "../../polling/stream-batch.ts";
import { startStreamPoller } from "../../polling/stream-poller.ts";
import { failedItems } from "./batch-response.ts";
import { sendToFailureDestination } from "./failure-destination.ts";
import { functionNameOf } from "./function-store.ts";
import { invokeFunction } from "./invoke-function.ts";
import type { EventSourceMapping } from "./mapping-store.ts";

/** Feeds a function from a DynamoDB stream, in order per key: one reader per unit of `ParallelizationFactor`. */
export function startStreamMapping(context: CloudContext, mapping: EventSourceMapping): Poller[] {
  const lanes = mapping.ParallelizationFactor ?? 1;
  return Array.from({ length: lanes }, (_, lane) => startLane(context, mapping, lane, lanes));
}

function startLane(context: CloudContext, mapping: EventSourceMapping, lane: number, lanes: number): Poller {
  const passes = recordFilter(mapping.FilterCriteria);
  const at = positions(context, "lambda");
  const name = functionNameOf(mapping.FunctionArn);
  const partial = mapping.FunctionResponseTypes.includes("ReportBatchItemFailures");
  let threw = false;
  return startStreamPoller(context, {
    streamArn: mapping.EventSourceArn,
    batchSize: mapping.BatchSize,
    window: mapping.MaximumBatchingWindowInSeconds * 1000,
    policy: {
      maximumRetryAttempts: mapping.MaximumRetryAttempts ?? -1,
      maximumRecordAge: seconds(mapping.MaximumRecordAgeInSeconds),
      bisect: mapping.BisectBatchOnFunctionError ?? false,
    },
    wants: item => laneOf(item.record.dynamodb.Keys, lanes) === lane && passes(item.record),
    position: () => at.read(mapping.UUID, lane),
    advance: sequence => at.write(mapping.UUID, lane, sequence),
    async process(items) {
      const answer = await invokeFunction(context, mapping.FunctionArn, recordsPayload(items));
      threw = answer.functionError !== undefined;
      if (threw) return { kind: "failed", from: 0 };
      if (!partial) return { kind: "succeeded" };
      const failed = failedItems(
        answer.payload,
        items.map(item => item.sequence),
      );
      const first = Math.min(...failed);
      return failed.size === 0 ? { kind: "succeeded" } : { kind: "failed", from: first };
    },
    discard: (items, reason, invocations) =>
      sendToFailureDestination(context, mapping, { items, reason, invocations, functionError: threw }),
    progress: (step, count) => context.report({ kind: `mapping:${step}`, name, count }),
  });
}

/** The event that a function gets. */
function recordsPayload(items: readonly StreamItem[]): string {
  return `{"Records":[${items.map(item => item.json).join(",")}]}`;
}

function seconds(value: number | undefined): number {
  return value === undefined || value < 0 ? -1 : value * 1000;
}
