import type { CloudContext } from "../../../kernel/service.ts";
import type { Store } from "../../../kernel/store.ts";
import { queueArn } from "../queues/queue-url.ts";

interface Alarm {
  readonly at: number;
  readonly cancel: () => void;
}

/** Of clouds that have stopped: functions that are finishing may still send messages. */
const asleep = new WeakSet<Store>();

const alarmsByStore = new WeakMap<Store, Map<string, Alarm>>();

/** Sees to it that who waits for the queue hears of a message that becomes receivable at the time given. One alarm a queue. */
export function wakeAt(context: CloudContext, queue: string, at: number): void {
  if (asleep.has(context.store)) return;
  const alarms = alarmsOf(context);
  const armed = alarms.get(queue);
  if (armed && armed.at <= at) return;
  armed?.cancel();
  const cancel = context.clock.schedule(at, () => {
    alarms.delete(queue);
    context.signals.notify(`queue:${queueArn(context, queue)}`);
    armNext(context, queue);
  });
  alarms.set(queue, { at, cancel });
}

/** Sets the alarms of all queues from what is stored, for example after a restart. */
export function wakeAll(context: CloudContext): void {
  for (const row of context.store.prepare("SELECT name FROM sqs_queues").all()) armNext(context, row.name as string);
}

/** Cancels every alarm, and sets none from now on. */
export function sleepAll(context: CloudContext): void {
  asleep.add(context.store);
  for (const alarm of alarmsOf(context).values()) alarm.cancel();
  alarmsByStore.delete(context.store);
}

function armNext(context: CloudContext, queue: string): void {
  const row = context.store
    .prepare("SELECT MIN(visible_at) AS at FROM sqs_messages WHERE queue = ? AND visible_at > ?")
    .get(queue, context.clock.now());
  if (typeof row?.at === "number") wakeAt(context, queue, row.at);
}

function alarmsOf({ store }: CloudContext): Map<string, Alarm> {
  const alarms = alarmsByStore.get(store) ?? new Map<string, Alarm>();
  alarmsByStore.set(store, alarms);
  return alarms;
}
