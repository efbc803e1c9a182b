import type { CloudContext } from "../kernel/service.ts";
import { NobodyListens, RuntimeStopped } from "../services/lambda/runtime/function-runtime.ts";
import {
  deleteFromQueue,
  keepReceived,
  type ReceivedMessage,
  receiveFromQueue,
  releaseReceived,
} from "../services/sqs/queue.ts";
import { type Poller, startPoller } from "./poller.ts";
import type { Sleeper } from "./sleeper.ts";
import { splitByPayload } from "./split-by-payload.ts";

/** One reader of a queue: what it receives, and what it does with a batch. */
export interface QueueReader {
  readonly queueArn: string;
  /** Name under which it receives; after a death of the process its messages are released by it. */
  readonly receiver: string;
  readonly batchSize: number;
  /** Milliseconds to wait for a batch to fill. */
  readonly window: number;
  /** Shared by readers side by side: while one waits for its batch to fill, the others leave it the messages. */
  readonly filling?: { isOn: boolean };
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
    if (messages.length > 0) await workInOrder(context, reader, messages);
  });
}

/** Receives up to a batch, waiting for the first message and then at most the batching window for more. */
async function gather(context: CloudContext, reader: QueueReader, sleeper: Sleeper): Promise<ReceivedMessage[]> {
  const { queueArn, receiver, batchSize, filling = { isOn: false } } = reader;
  const receive = (max: number) => receiveFromQueue(context, { queueArn, max, receiver });
  const messages = filling.isOn ? [] : receive(batchSize);
  if (messages.length === 0) {
    await sleeper.until();
    return [];
  }
  const closing = context.clock.now() + reader.window;
  if (messages.length >= batchSize || reader.window === 0) return messages;
  filling.isOn = true;
  try {
    while (messages.length < batchSize && context.clock.now() < closing && !sleeper.stopped()) {
      await sleeper.until(closing);
      messages.push(...receive(batchSize - messages.length));
    }
  } finally {
    filling.isOn = false;
    context.signals.notify(`queue:${queueArn}`);
  }
  return messages;
}

/** Works on what an invocation can carry, and then on the rest; of a FIFO queue, not on what is behind a message that failed. */
async function workInOrder(
  context: CloudContext,
  reader: QueueReader,
  messages: readonly ReceivedMessage[],
): Promise<void> {
  const failedGroups = new Set<string>();
  for (const batch of splitByPayload(messages)) {
    const isHeld = (message: ReceivedMessage) => failedGroups.has(fifoGroupOf(message) ?? "");
    keep(context, reader, batch.filter(isHeld));
    const failed = await work(
      context,
      reader,
      batch.filter(message => !isHeld(message)),
    );
    for (const group of failed.map(fifoGroupOf)) if (group !== undefined) failedGroups.add(group);
  }
}

function fifoGroupOf({ attributes }: ReceivedMessage): string | undefined {
  return attributes.SequenceNumber === undefined ? undefined : attributes.MessageGroupId;
}

function keep(context: CloudContext, { queueArn }: QueueReader, kept: readonly ReceivedMessage[]): void {
  const receiptHandles = kept.map(({ receiptHandle }) => receiptHandle);
  if (kept.length > 0) keepReceived(context, { queueArn, receiptHandles });
}

/** The messages that failed. */
async function work(
  context: CloudContext,
  reader: QueueReader,
  messages: readonly ReceivedMessage[],
): Promise<readonly ReceivedMessage[]> {
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
  if (wanted.length === 0) return [];
  reader.progress("read", wanted);
  const again = wanted.filter(({ attributes }) => Number(attributes.ApproximateReceiveCount) > 1);
  if (again.length > 0) reader.progress("retried", again);
  const failed = await reader.process(wanted).catch((error: unknown) => {
    const { queueArn, receiver } = reader;
    if (error instanceof NobodyListens)
      releaseReceived(context, { queueArn, receiver, notLaterThan: context.clock.now() });
    else if (!(error instanceof RuntimeStopped)) keep(context, reader, wanted); // The cloud's end cut it off: it does not count as received.
    throw error;
  });
  const done = wanted.filter((_, index) => !failed.has(index));
  const left = wanted.filter((_, index) => failed.has(index));
  context.store.transaction(() => {
    remove(done);
    keep(context, reader, left);
  });
  if (done.length > 0) reader.progress("done", done);
  return left;
}
