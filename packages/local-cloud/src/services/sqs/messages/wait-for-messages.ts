import type { CloudContext } from "../../../kernel/service.ts";
import type { Store } from "../../../kernel/store.ts";
import { type Queue, queueByName } from "../queues/find-queue.ts";
import { type ReceivedMessage, type ReceiveOptions, receive } from "./receive.ts";

const waitingByStore = new WeakMap<Store, Set<() => void>>();

/** Waits for receivable messages, at most so many milliseconds; resolves with none when they pass. */
export function waitForMessages(
  context: CloudContext,
  queue: Queue,
  options: ReceiveOptions,
  milliseconds: number,
): Promise<ReceivedMessage[]> {
  const waiting = waitingByStore.get(context.store) ?? new Set();
  waitingByStore.set(context.store, waiting);
  return new Promise((resolve, reject) => {
    const end = () => {
      forget();
      cancel();
      waiting.delete(giveUp);
    };
    const giveUp = () => {
      end();
      resolve([]);
    };
    const look = () => {
      try {
        const current = queueByName(context, queue.name);
        const messages = current ? receive(context, current, options) : [];
        if (messages.length === 0 && current) return;
        end();
        resolve(messages);
      } catch (error) {
        end();
        reject(error);
      }
    };
    const forget = context.signals.on(`queue:${queue.arn}`, look);
    const cancel = context.clock.schedule(context.clock.now() + milliseconds, giveUp);
    waiting.add(giveUp);
  });
}

/** Answers everyone who waits, with nothing: the cloud stops. */
export function endWaiting(context: CloudContext): void {
  for (const giveUp of [...(waitingByStore.get(context.store) ?? [])]) giveUp();
}
