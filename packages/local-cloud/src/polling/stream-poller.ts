import type { CloudContext } from "../kernel/service.ts";
import { backoff } from "./backoff.ts";
import {
  type Attempt,
  type DiscardReason,
  decide,
  expire,
  type Outcome,
  type RetryPolicy,
  type Step,
} from "./decide.ts";
import { type Poller, startPoller } from "./poller.ts";
import type { Sleeper } from "./sleeper.ts";
import { collectBatch, type StreamItem } from "./stream-batch.ts";

/** One reader of one stream: what it reads, and what it does with a batch. */
export interface StreamReader {
  readonly streamArn: string;
  readonly batchSize: number;
  /** Milliseconds to wait for a batch to fill. */
  readonly window: number;
  readonly policy: RetryPolicy;
  /** Whether a record is for this reader; others are passed over. */
  wants(item: StreamItem): boolean;
  /** Sequence number that everything up to is finished with. */
  position(): string | undefined;
  advance(sequence: string): void;
  process(items: readonly StreamItem[], carry: unknown): Promise<Outcome>;
  /** Keeps what is given up; runs in one transaction with `advance`. */
  discard(items: readonly StreamItem[], reason: DiscardReason, invocations: number): void;
  /** Hears of batches read and finished, and of records that are tried again. */
  progress(step: "read" | "retried" | "done" | "discarded", count: number): void;
}

/** Reads a stream in order, batch by batch, until stopped. The position moves only past finished records. */
export function startStreamPoller(context: CloudContext, reader: StreamReader): Poller {
  /** Reads, waits for more if need be, and works. */
  const turn = async (sleeper: Sleeper) => {
    let batch = collectBatch(context, reader);
    if (batch.items.length === 0) {
      if (batch.scanned) advance(batch.scanned);
      else await sleeper.until();
      return;
    }
    const closing = context.clock.now() + reader.window;
    while (!batch.full && context.clock.now() < closing && !sleeper.stopped()) {
      await sleeper.until(closing);
      batch = collectBatch(context, reader);
    }
    if (sleeper.stopped()) return;
    reader.progress("read", batch.items.length);
    await work(batch.items, sleeper);
    if (!sleeper.stopped() && batch.scanned) advance(batch.scanned);
  };

  const work = async (items: readonly StreamItem[], sleeper: Sleeper) => {
    let attempts: readonly Attempt<StreamItem>[] = [{ records: items, failures: 0 }];
    let inARow = 0;
    let hasFailed = false;
    for (let head = attempts[0]; head && !sleeper.stopped(); head = attempts[0]) {
      const expired = expire(head, reader.policy, context.clock.now(), item => item.createdAt);
      if (hasFailed && !expired) reader.progress("retried", head.records.length);
      const step = expired ?? decide(head, await reader.process(head.records, head.carry), reader.policy);
      hasFailed ||= step.wait;
      inARow = step.wait ? inARow + 1 : 0;
      apply(step, head.failures + (expired ? 0 : 1));
      attempts = [...step.next, ...attempts.slice(1)];
      if (step.wait) await sleeper.pause(backoff(step.done.length > 0 ? 1 : inARow));
    }
  };

  const apply = (step: Step<StreamItem>, invocations: number) => {
    const last = step.discarded?.records.at(-1) ?? step.done.at(-1);
    if (!last) return;
    context.store.transaction(() => {
      if (step.discarded) reader.discard(step.discarded.records, step.discarded.reason, invocations);
      advance(last.sequence);
    });
    if (step.done.length > 0) reader.progress("done", step.done.length);
    if (step.discarded) reader.progress("discarded", step.discarded.records.length);
  };

  const advance = (sequence: string) => {
    context.store.transaction(() => reader.advance(sequence));
    context.signals.notify("engine");
  };

  return startPoller(context, `stream:${reader.streamArn}`, turn);
}
