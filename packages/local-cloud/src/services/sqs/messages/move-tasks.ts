import { uuid } from "../../../kernel/random.ts";
import type { CloudContext, Engine } from "../../../kernel/service.ts";
import { type Queue, queueByArn } from "../queues/find-queue.ts";
import { fifoSequence } from "./send.ts";

/** A redrive of dead letters, as stored. */
export interface MoveTask {
  readonly handle: string;
  readonly source: string;
  readonly destination: string | null;
  readonly per_second: number | null;
  readonly status: "RUNNING" | "CANCELLED" | "COMPLETED" | "FAILED";
  readonly moved: number;
  readonly to_move: number;
  readonly last_seq: number;
  readonly started_at: number;
  readonly failure: string | null;
}

/** Signals the engine that there is a task to work on. */
export const MOVE_SIGNAL = "sqs:move-tasks";

/** Messages moved in one transaction. */
const BATCH_SIZE = 500;
/** Milliseconds between batches, so that a large redrive leaves room for other work. */
const PAUSE = 10;

/** The part that moves dead letters back. A batch's messages and the task's progress change in one transaction. */
export function moveEngine(context: CloudContext): Engine {
  const { store, clock, signals } = context;
  let cancel: (() => void) | undefined;
  let forget = () => {};
  const running = () =>
    store.prepare("SELECT * FROM sqs_move_tasks WHERE status = 'RUNNING'").all() as unknown as MoveTask[];
  const work = () => {
    cancel = undefined;
    try {
      store.transaction(() => {
        for (const task of running()) moveBatch(context, task);
        signals.notify("engine");
      });
    } catch (error) {
      context.defect(error);
    }
    const left = running();
    // Keeps the rate limit: moves a second's worth of messages, then rests for a second.
    const pause = left.every(task => task.per_second !== null) ? 1000 : PAUSE;
    if (left.length > 0) cancel = clock.schedule(clock.now() + pause, work);
  };
  const arm = () => {
    if (!cancel && running().length > 0) cancel = clock.schedule(clock.now(), work);
  };
  return {
    name: "sqs",
    start: () => {
      forget = signals.on(MOVE_SIGNAL, arm);
      arm();
    },
    stop: async () => {
      forget();
      cancel?.();
    },
    pending: () => running().reduce((sum, task) => sum + Math.max(1, task.to_move - task.moved), 0),
  };
}

function moveBatch(context: CloudContext, task: MoveTask): void {
  const { store, clock } = context;
  const source = task.source.slice(task.source.lastIndexOf(":") + 1);
  const limit = Math.min(BATCH_SIZE, task.per_second ?? BATCH_SIZE);
  const rows = store
    .prepare(
      "SELECT seq, dead_letter_source FROM sqs_messages WHERE queue = ? AND visible_at <= ? AND seq <= ? ORDER BY seq LIMIT ?",
    )
    .all(source, clock.now(), task.last_seq, limit);
  let moved = task.moved;
  let failure: string | undefined;
  for (const row of rows) {
    const arn = task.destination ?? (row.dead_letter_source as string | null);
    const destination = arn === null ? undefined : queueByArn(context, arn);
    // AWS's own reasons, as its users report them.
    if (!destination)
      failure = arn === null ? "CouldNotDetermineMessageSource" : "AWS.SimpleQueueService.NonExistentQueue";
    if (!destination) break;
    moveMessage(context, row.seq as number, destination);
    moved++;
  }
  const status = failure !== undefined ? "FAILED" : rows.length < limit ? "COMPLETED" : "RUNNING";
  store
    .prepare("UPDATE sqs_move_tasks SET moved = ?, status = ?, failure = ? WHERE handle = ?")
    .run(moved, status, failure ?? null, task.handle);
}

/** A redriven message is new: new id, new time, not yet received. See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html */
function moveMessage(context: CloudContext, seq: number, destination: Queue): void {
  const { store, clock, signals } = context;
  const now = clock.now();
  const { lastInsertRowid } = store
    .prepare(
      `INSERT INTO sqs_messages (queue, message_id, body, md5, attributes, trace_header, sender, sent_at, visible_at, group_id, deduplication_id, sequence_number)
       SELECT ?, ?, body, md5, attributes, trace_header, sender, ?, ?, group_id, deduplication_id, sequence_number FROM sqs_messages WHERE seq = ?`,
    )
    .run(destination.name, uuid(context.random), now, now, seq);
  store.prepare("DELETE FROM sqs_messages WHERE seq = ?").run(seq);
  if (destination.settings.fifo)
    store
      .prepare("UPDATE sqs_messages SET sequence_number = ? WHERE seq = ?")
      .run(fifoSequence(lastInsertRowid), lastInsertRowid);
  signals.notify(`queue:${destination.arn}`);
  context.report({ kind: "sqs:redriven", name: destination.name, count: 1 });
}
