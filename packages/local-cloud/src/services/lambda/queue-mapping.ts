import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { backoff } from "../../polling/backoff.ts";
import { messageFilter } from "../../polling/filter.ts";
import { createSleeper, type Sleeper } from "../../polling/sleeper.ts";
import type { Poller } from "../../polling/stream-poller.ts";
import {
  countMessages,
  deleteFromQueue,
  type ReceivedMessage,
  receiveFromQueue,
  releaseReceived,
} from "../sqs/queue.ts";
import { failedItems } from "./batch-response.ts";
import { functionNameOf, requireFunction } from "./function-store.ts";
import { invokeFunction } from "./invoke-function.ts";
import type { EventSourceMapping } from "./mapping-store.ts";
import { queueRecord } from "./queue-record.ts";
import { RuntimeStopped } from "./runtime/function-runtime.ts";

/** Batches in work at once, unless `ScalingConfig` says otherwise. AWS starts with five and scales to 1,000. */
const CONCURRENCY = 2;

/** Feeds a function from a queue. What fails stays in the queue until its visibility timeout has passed. */
export function startQueueMapping(context: CloudContext, mapping: EventSourceMapping): Poller[] {
  const passes = messageFilter(mapping.FilterCriteria);
  const count = Math.min(mapping.ScalingConfig?.MaximumConcurrency ?? CONCURRENCY, 10);
  return Array.from({ length: count }, () => startReceiver(context, mapping, passes));
}

/**
 * Takes back what a process that died had received: not before its function's timeout has passed, when leases that the
 * function took are over too, and not as late as the visibility timeout.
 */
export function releaseQueueMapping(context: CloudContext, mapping: EventSourceMapping): void {
  const notLaterThan = context.clock.now() + functionTimeout(context, mapping);
  releaseReceived(context, { queueArn: mapping.EventSourceArn, receiver: mapping.UUID, notLaterThan });
}

/** Messages that a queue mapping has not finished with. */
export function pendingMessages(context: CloudContext, mapping: EventSourceMapping): number {
  const { visible, inFlight, delayed } = countMessages(context, mapping.EventSourceArn);
  return visible + inFlight + delayed;
}

function startReceiver(
  context: CloudContext,
  mapping: EventSourceMapping,
  passes: (message: { readonly body: string }) => boolean,
): Poller {
  const sleeper = createSleeper(context.clock);
  const end = context.signals.on(`queue:${mapping.EventSourceArn}`, sleeper.wake);
  const loop = async () => {
    let troubles = 0;
    while (!sleeper.stopped()) {
      try {
        const messages = await gather(context, mapping, sleeper);
        if (messages.length > 0) await work(context, mapping, messages, passes);
        troubles = 0;
      } catch (error) {
        if (error instanceof RuntimeStopped) return;
        if (!(error instanceof AwsError)) context.defect(error);
        await sleeper.pause(backoff(++troubles));
      }
    }
  };
  const running = loop();
  return {
    async stop() {
      end();
      sleeper.stop();
      await running;
    },
  };
}

/** Receives up to a batch, waiting for the first message and then at most the batching window for more. */
async function gather(
  context: CloudContext,
  mapping: EventSourceMapping,
  sleeper: Sleeper,
): Promise<ReceivedMessage[]> {
  const receive = (max: number) =>
    receiveFromQueue(context, { queueArn: mapping.EventSourceArn, max, receiver: mapping.UUID });
  const messages = receive(mapping.BatchSize);
  if (messages.length === 0) {
    await sleeper.until();
    return [];
  }
  const closing = context.clock.now() + mapping.MaximumBatchingWindowInSeconds * 1000;
  while (messages.length < mapping.BatchSize && context.clock.now() < closing && !sleeper.stopped()) {
    await sleeper.until(closing);
    messages.push(...receive(mapping.BatchSize - messages.length));
  }
  return messages;
}

async function work(
  context: CloudContext,
  mapping: EventSourceMapping,
  messages: readonly ReceivedMessage[],
  passes: (message: { readonly body: string }) => boolean,
): Promise<void> {
  const name = functionNameOf(mapping.FunctionArn);
  const wanted = messages.filter(passes);
  const others = messages.filter(message => !wanted.includes(message));
  const remove = (done: readonly ReceivedMessage[]) => {
    if (done.length === 0) return;
    const receiptHandles = done.map(message => message.receiptHandle);
    context.store.transaction(() => deleteFromQueue(context, { queueArn: mapping.EventSourceArn, receiptHandles }));
    context.signals.notify("engine");
  };
  remove(others);
  if (wanted.length === 0) return;
  context.report({ kind: "mapping:read", name, count: wanted.length });
  const records = wanted.map(message => queueRecord(message, mapping.EventSourceArn, context.region));
  const answer = await invokeFunction(context, mapping.FunctionArn, JSON.stringify({ Records: records }));
  if (answer.functionError) return;
  const failed = mapping.FunctionResponseTypes.includes("ReportBatchItemFailures")
    ? failedItems(
        answer.payload,
        wanted.map(message => message.messageId),
      )
    : new Set<number>();
  const done = wanted.filter((_, index) => !failed.has(index));
  remove(done);
  if (done.length > 0) context.report({ kind: "mapping:done", name, count: done.length });
}

/** Milliseconds that a process may have held messages for. */
function functionTimeout(context: CloudContext, mapping: EventSourceMapping): number {
  try {
    return requireFunction(context, mapping.FunctionArn).configuration.Timeout * 1000;
  } catch {
    return 0; // The function is gone: nobody holds its messages.
  }
}
