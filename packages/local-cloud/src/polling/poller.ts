import { AwsError } from "../kernel/aws-error.ts";
import type { CloudContext } from "../kernel/service.ts";
import { storageTrouble } from "../kernel/storage-trouble.ts";
import { STORAGE_PROBE_MS } from "../kernel/watch-storage.ts";
import { NobodyListens, RuntimeStopped } from "../services/lambda/runtime/function-runtime.ts";
import { backoff } from "./backoff.ts";
import { createSleeper, type Sleeper } from "./sleeper.ts";

/** A running reader. */
export interface Poller {
  stop(): Promise<void>;
}

/**
 * Takes one turn after the other until stopped. A turn that finds nothing to do waits with the sleeper, which `signal` wakes.
 * A turn that fails is taken again later: a function, queue or stream is missing or refuses, or nobody runs the function, and
 * nothing moves until it is back.
 */
export function startPoller(context: CloudContext, signal: string, turn: (sleeper: Sleeper) => Promise<void>): Poller {
  const sleeper = createSleeper(context.clock);
  const end = context.signals.on(signal, sleeper.wake);
  const loop = async () => {
    let troubles = 0;
    while (!sleeper.stopped()) {
      try {
        await turn(sleeper);
        troubles = 0;
      } catch (error) {
        const isAbsent = error instanceof NobodyListens;
        if (error instanceof RuntimeStopped && !isAbsent) return;
        if (!(error instanceof AwsError) && !isAbsent) context.defect(error);
        await sleeper.pause(storageTrouble(error) ? STORAGE_PROBE_MS : backoff(++troubles));
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
