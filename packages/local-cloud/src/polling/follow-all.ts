import type { CloudContext } from "../kernel/service.ts";
import type { Poller } from "./poller.ts";

/** Options of `followAll`: stored resources with a poller each. */
export interface FollowOptions<T> {
  readonly context: CloudContext;
  /** Notified when a resource was made, changed or removed. */
  readonly signal: string;
  wanted(): readonly T[];
  key(resource: T): string;
  start(resource: T): readonly Poller[];
}

/** Keeps one set of pollers running per wanted resource; a changed resource gets new ones after its old ones have ended. */
export function followAll<T>({ context, signal, wanted, key, start }: FollowOptions<T>) {
  const running = new Map<string, { readonly text: string; readonly pollers: readonly Poller[] }>();
  let end: (() => void) | undefined;
  let following = Promise.resolve();

  const stopOne = async (name: string) => {
    const pollers = running.get(name)?.pollers ?? [];
    running.delete(name);
    await Promise.all(pollers.map(poller => poller.stop()));
  };

  const follow = async () => {
    if (!end) return;
    const targets = new Map(wanted().map(resource => [key(resource), resource]));
    for (const [name, { text }] of running) if (JSON.stringify(targets.get(name)) !== text) await stopOne(name);
    if (!end) return; // Stopped meanwhile.
    for (const [name, resource] of targets)
      if (!running.has(name)) running.set(name, { text: JSON.stringify(resource), pollers: start(resource) });
  };
  const again = () => {
    following = following.then(follow).catch(context.defect);
  };

  return {
    start(): void {
      end = context.signals.on(signal, again);
      again();
    },
    async stop(): Promise<void> {
      end?.();
      end = undefined;
      await Promise.all([...running.keys()].map(stopOne));
      await following;
    },
  };
}
