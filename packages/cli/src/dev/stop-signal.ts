import { onNpmGone } from "../npm-gone.ts";

/** The signal that ends this process: aborts when it arrives, and has its name. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** Ends the work as a signal would. */
  abort(): void;
  /** Resolves with the name of the signal. */
  readonly stopped: Promise<NodeJS.Signals>;
}

/** Exit codes of processes that a signal ended, as shells count them: 128 and the number of the signal. */
export const signalExitCode = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Limit of a stop that nobody waits for, in milliseconds. */
const STOP_MS = 4_000;

/** Listens for Ctrl-C and similar signals from now on. A terminal and npm may both send one; a third ends the process at once. */
export function hearStopSignals(): StopSignal {
  const controller = new AbortController();
  let heard = 0;
  const stopped = new Promise<NodeJS.Signals>(resolve => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(name, () => {
        if (++heard > 2) process.exit(signalExitCode[name]);
        controller.abort();
        resolve(name);
      });
    onNpmGone(() => {
      // Nobody waits any longer, or learns the outcome; acknowledged data are durable.
      setTimeout(() => process.exit(signalExitCode.SIGTERM), STOP_MS).unref();
      controller.abort();
      resolve("SIGTERM");
    });
  });
  return { signal: controller.signal, abort: () => controller.abort(), stopped };
}
