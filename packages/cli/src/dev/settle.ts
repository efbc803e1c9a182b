import { meterWait } from "./meter-wait.ts";
import { pause, type Watched, workLeft } from "./work-left.ts";

/**
 * Longer than any wait that still leads on: a queue shows a failed message again after its visibility timeout, 60 s.
 */
const STALLED_AFTER_MS = 120_000;

/** Between two looks at what is left to do: the looks themselves cost, and more so while there is much. */
const LOOK_MS = 50;
const FIRST_LOOK_MS = 10;
const MUCH = 500;
const LOOK_AT_MUCH_MS = 500;

/** The parts of the cloud that see to a subscription: the call at deployment, and HealthLake's own work on it. */
const subscribing = ["lambda:async", "healthlake subscriptions"];

/** What is not waited for. */
export interface SettleOptions {
  /** URLs of queues whose messages ask for a look at what may have been seen already. */
  readonly lookingAgain: readonly string[];
  /** Whether all is there without those looks; until it is, those that are due are waited for, too. */
  readonly isComplete: () => Promise<boolean>;
  readonly stop: AbortSignal;
}

/**
 * Waits until the cloud is at rest, until nothing has moved for two minutes (then the rest is missing), or until told to stop.
 * Answers whether it is at rest.
 */
export async function settle(cloud: Watched, { lookingAgain, isComplete, stop }: SettleOptions): Promise<boolean> {
  const { clock, signals } = cloud.context;
  const unmoved = meterWait(clock);
  const end = signals.on("*", unmoved.reset);
  let isAtRest = false;
  while (!stop.aborted && unmoved.milliseconds() < STALLED_AFTER_MS) {
    const { left, looksDue } = workLeft(cloud, lookingAgain);
    // Asking takes a while, in which a look may publish what was missing: then there is work left again.
    isAtRest = left <= 0 && (looksDue === 0 || ((await isComplete()) && workLeft(cloud, lookingAgain).left <= 0));
    if (isAtRest) break;
    await pause(cloud.context, left > MUCH ? LOOK_AT_MUCH_MS : LOOK_MS, stop);
  }
  end();
  return isAtRest;
}

/** Waits until the data store tells of its changes: a subscription that is asked for is active a while later. */
export async function subscribed({ context, pending }: Watched, stop: AbortSignal): Promise<void> {
  const waited = meterWait(context.clock);
  const isWaiting = () => subscribing.some(engine => engine in pending());
  while (!stop.aborted && waited.milliseconds() < STALLED_AFTER_MS && isWaiting())
    await pause(context, FIRST_LOOK_MS, stop);
}
