import type { CloudContext } from "../../kernel/service.ts";
import type { PipeSourceDynamoDBStreamParameters } from "../../models/pipes-types.ts";
import { messageFilter, recordFilter } from "../../polling/filter.ts";
import { laneOf } from "../../polling/lanes.ts";
import type { Poller } from "../../polling/poller.ts";
import { positions } from "../../polling/positions.ts";
import { startQueuePoller } from "../../polling/queue-poller.ts";
import { queueRecord } from "../../polling/queue-record.ts";
import { startStreamPoller } from "../../polling/stream-poller.ts";
import { sendDeadLetter } from "./dead-letter.ts";
import type { Delivery } from "./deliver.ts";
import { type Pipe, readsQueue } from "./pipe-store.ts";
import { processBatch } from "./process-batch.ts";

/** Starts a pipe: one reader of its queue, or one of its stream per unit of `ParallelizationFactor`. */
export function startPipeReaders(context: CloudContext, pipe: Pipe): Poller[] {
  return readsQueue(pipe) ? [startQueueReader(context, pipe)] : startStreamReaders(context, pipe);
}

/** Name under which a pipe receives from its queue. */
export function receiverOf(pipe: Pipe): string {
  return `pipe/${pipe.Name}`;
}

function startQueueReader(context: CloudContext, pipe: Pipe): Poller {
  const queue = pipe.SourceParameters?.SqsQueueParameters ?? {};
  const passes = messageFilter(pipe.SourceParameters?.FilterCriteria);
  return startQueuePoller(context, {
    queueArn: pipe.Source,
    receiver: receiverOf(pipe),
    batchSize: queue.BatchSize ?? 10,
    window: (queue.MaximumBatchingWindowInSeconds ?? 0) * 1000,
    wants: passes,
    async process(messages) {
      const items = messages.map(message => {
        const record = queueRecord(message, pipe.Source, context.region);
        return { record, json: JSON.stringify(record), sequence: message.messageId };
      });
      const outcome = await processBatch(context, pipe, items, undefined);
      return outcome.kind === "succeeded" ? new Set() : new Set(messages.keys());
    },
    progress: (step, { length }) => context.report({ kind: `pipes:${step}`, name: pipe.Name, count: length }),
  });
}

function startStreamReaders(context: CloudContext, pipe: Pipe): Poller[] {
  const stream: Partial<PipeSourceDynamoDBStreamParameters> = pipe.SourceParameters?.DynamoDBStreamParameters ?? {};
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
