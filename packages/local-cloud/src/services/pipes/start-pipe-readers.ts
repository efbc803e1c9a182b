import type { CloudContext } from "../../kernel/service.ts";
import { recordFilter } from "../../polling/filter.ts";
import { laneOf } from "../../polling/lanes.ts";
import { positions } from "../../polling/positions.ts";
import { type Poller, startStreamPoller } from "../../polling/stream-poller.ts";
import { sendDeadLetter } from "./dead-letter.ts";
import type { Delivery } from "./deliver.ts";
import type { Pipe } from "./pipe-store.ts";
import { processBatch } from "./process-batch.ts";

/** Starts a pipe: one reader of its stream per unit of `ParallelizationFactor`. */
export function startPipeReaders(context: CloudContext, pipe: Pipe): Poller[] {
  const stream = pipe.SourceParameters?.DynamoDBStreamParameters ?? {};
  const passes = recordFilter(pipe.SourceParameters?.FilterCriteria);
  const at = positions(context, "pipes");
  const lanes = stream.ParallelizationFactor ?? 1;
  const age = stream.MaximumRecordAgeInSeconds ?? -1;
  return Array.from({ length: lanes }, (_, lane) =>
    startStreamPoller(context, {
      streamArn: pipe.Source,
      batchSize: stream.BatchSize ?? 100,
      window: (stream.MaximumBatchingWindowInSeconds ?? 0) * 1000,
      policy: {
        maximumRetryAttempts: stream.MaximumRetryAttempts ?? -1,
        maximumRecordAge: age < 0 ? -1 : age * 1000,
        bisect: stream.OnPartialBatchItemFailure === "AUTOMATIC_BISECT",
      },
      wants: item => laneOf(item.record.dynamodb.Keys, lanes) === lane && passes(item.record),
      position: () => at.read(pipe.Name, lane),
      advance: sequence => at.write(pipe.Name, lane, sequence),
      process: (items, carry) => processBatch(context, pipe, items, carry as Delivery | undefined),
      discard: (items, reason) => sendDeadLetter(context, pipe, { items, reason }),
      progress: (step, count) =>
        context.report({
          kind: step === "discarded" ? "pipes:dead-lettered" : `pipes:${step}`,
          name: pipe.Name,
          count,
        }),
    }),
  );
}
