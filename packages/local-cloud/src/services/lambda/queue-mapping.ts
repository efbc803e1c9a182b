import type { CloudContext } from "../../kernel/service.ts";
import { messageFilter } from "../../polling/filter.ts";
import type { Poller } from "../../polling/poller.ts";
import { startQueuePoller } from "../../polling/queue-poller.ts";
import { queueRecord } from "../../polling/queue-record.ts";
import { failedItems } from "./batch-answers.ts";
import { functionNameOf } from "./function-store.ts";
import { invokeFunction } from "./invoke-function.ts";
import type { EventSourceMapping } from "./mapping-store.ts";

/** Batches in work at once, unless `ScalingConfig` says otherwise, and at most. AWS starts with five and scales to 1,000. */
const CONCURRENCY = 2;
const MOST_CONCURRENCY = 10;

/** Feeds a function from a queue. What fails stays in the queue until its visibility timeout has passed. */
export function startQueueMapping(context: CloudContext, mapping: EventSourceMapping): Poller[] {
  const passes = messageFilter(mapping.FilterCriteria);
  const name = functionNameOf(mapping.FunctionArn);
  const partial = mapping.FunctionResponseTypes.includes("ReportBatchItemFailures");
  const reader = { name: `event source mapping ${mapping.UUID}`, functionArn: mapping.FunctionArn };
  const count = Math.min(mapping.ScalingConfig?.MaximumConcurrency ?? CONCURRENCY, MOST_CONCURRENCY);
  const filling = { isOn: false };
  return Array.from({ length: count }, () =>
    startQueuePoller(context, {
      queueArn: mapping.EventSourceArn,
      receiver: mapping.UUID,
      batchSize: mapping.BatchSize,
      window: mapping.MaximumBatchingWindowInSeconds * 1000,
      filling,
      wants: passes,
      async process(messages) {
        const Records = messages.map(message => queueRecord(message, mapping.EventSourceArn, context.region));
        const answer = await invokeFunction(context, mapping.FunctionArn, JSON.stringify({ Records }));
        const ids = messages.map(message => message.messageId);
        if (answer.functionError) return new Set(ids.keys());
        return partial ? failedItems(context, reader, answer, ids) : new Set();
      },
      progress(step, messages) {
        const bodies = () => messages.map(({ body }) => body);
        const messageIds = () => messages.map(({ messageId }) => messageId);
        const done = step === "done" ? { bodies, messageIds } : {};
        context.report({ kind: `mapping:${step}`, name, count: messages.length, ...done });
      },
    }),
  );
}
