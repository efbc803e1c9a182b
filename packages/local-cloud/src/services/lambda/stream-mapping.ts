import type { CloudContext } from "../../kernel/service.ts";
import { recordFilter } from "../../polling/filter.ts";
import { laneOf } from "../../polling/lanes.ts";
import type { Poller } from "../../polling/poller.ts";
import { positions } from "../../polling/positions.ts";
import type { StreamItem } from "../../polling/stream-batch.ts";
import { startStreamPoller } from "../../polling/stream-poller.ts";
import { failedItems } from "./batch-answers.ts";
import { sendToFailureDestination } from "./failure-destination.ts";
import { functionNameOf } from "./function-store.ts";
import { invokeFunction } from "./invoke-function.ts";
import type { EventSourceMapping } from "./mapping-store.ts";
import { noteProcessingResult } from "./processing-result.ts";

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
  const reader = { name: `event source mapping ${mapping.UUID}`, functionArn: mapping.FunctionArn };
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
      const ids = items.map(item => item.sequence);
      const failed = threw || !partial ? [] : [...failedItems(context, reader, answer, ids)];
      const hasFailed = threw || failed.length > 0;
      noteProcessingResult(context, mapping.UUID, hasFailed ? "PROBLEM: Function call failed" : "OK");
      return hasFailed ? { kind: "failed", from: threw ? 0 : Math.min(...failed) } : { kind: "succeeded" };
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
