import type { CloudContext } from "../kernel/service.ts";
import { RuntimeStopped } from "../services/lambda/runtime/function-runtime.ts";
import { deleteFromQueue, keepReceived, type ReceivedMessage, receiveFromQueue } from "../services/sqs/queue.ts";
import { type Poller, startPoller } from "./poller.ts";
import type { Sleeper } from "./sleeper.ts";

/** One reader of a queue: what it receives, and what it does with a batch. */
export interface QueueReader {
  readonly queueArn: string;
  /** Name under which it receives; after a death of the process its messages are released by it. */
  readonly receiver: string;
  readonly batchSize: number;
  /** Milliseconds to wait for a batch to fill. */
  readonly window: number;
  /** Whether a message is for this reader; others are deleted. */
  wants(message: ReceivedMessage): boolean;
  /** Works on a batch; the indexes of messages that failed. They come again when their visibility timeout has passed. */
  process(messages: readonly ReceivedMessage[]): Promise<ReadonlySet<number>>;
  /** Hears of batches read and finished; `retried` are those of a batch that come again after a failure. */
  progress(step: "read" | "retried" | "done", messages: readonly ReceivedMessage[]): void;
}

/** Receives from a queue, batch by batch, until stopped. Only what is done is deleted. */
export function startQueuePoller(context: CloudContext, reader: QueueReader): Poller {
  return startPoller(context, `queue:${reader.queueArn}`, async sleeper => {
    const messages = await gather(context, reader, sleeper);
    if (messages.length > 0) await work(context, reader, messages);
  });
}

/** Receives up to a batch, waiting for the first message and then at most the batching window for more. */
async function gather(context: CloudContext, reader: QueueReader, sleeper: Sleeper): Promise<ReceivedMessage[]> {
  const { queueArn, receiver, batchSize } = reader;
  const receive = (max: number) => receiveFromQueue(context, { queueArn, max, receiver });
  const messages = receive(batchSize);
  if (messages.length === 0) {
    await sleeper.until();
    return [];
  }
  const closing = context.clock.now() + reader.window;
  while (messages.length < batchSize && context.clock.now() < closing && !sleeper.stopped()) {
    await sleeper.until(closing);
    messages.push(...receive(batchSize - messages.length));
  }
  return messages;
}

async function work(context: CloudContext, reader: QueueReader, messages: readonly ReceivedMessage[]): Promise<void> {
  const wanted = messages.filter(message => reader.wants(message));
  const remove = (done: readonly ReceivedMessage[]) => {
    if (done.length === 0) return;
    deleteFromQueue(context, {
      queueArn: reader.queueArn,
      receiptHandles: done.map(message => message.receiptHandle),
    });
    context.signals.notify("engine");
  };
  if (wanted.length < messages.length) remove(messages.filter(message => !wanted.includes(message)));
  if (wanted.length === 0) return;
  reader.progress("read", wanted);
  const again = wanted.filter(({ attributes }) => Number(attributes.ApproximateReceiveCount) > 1);
  if (again.length > 0) reader.progress("retried", again);
  const keep = (kept: readonly ReceivedMessage[]) => {
    const receiptHandles = kept.map(({ receiptHandle }) => receiptHandle);
    if (kept.length > 0) keepReceived(context, { queueArn: reader.queueArn, receiptHandles });
  };
  const failed = await reader.process(wanted).catch((error: unknown) => {
    if (!(error instanceof RuntimeStopped)) keep(wanted); // The cloud's end cut it off: it does not count as received.
    throw error;
  });
  const done = wanted.filter((_, index) => !failed.has(index));
  context.store.transaction(() => {
    remove(done);
    keep(wanted.filter((_, index) => failed.has(index)));
  });
  if (done.length > 0) reader.progress("done", done);
}
