import { meterWait } from "./meter-wait.ts";
import { pause, type Watched, workLeft } from "./work-left.ts";

/**
 * Longer than any useful wait: a queue redelivers a failed message after its visibility timeout, 60 s.
 */
const STALLED_AFTER_MS = 120_000;

/** Interval of looks at the work left; looks are expensive, more so while there is much. */
const LOOK_MS = 50;
const FIRST_LOOK_MS = 10;
const MUCH = 500;
const LOOK_AT_MUCH_MS = 500;

/** Work that creates a subscription: the call at deployment, and HealthLake's own. */
const subscribing = ["lambda:async", "healthlake subscriptions"];

/** Work that settling ignores. */
export interface SettleOptions {
  /** URLs of queues whose messages only ask for another look. */
  readonly lookingAgain: readonly string[];
  /** Whether nothing is missing; until then, looks that are due count as work, too. */
  readonly isComplete: () => Promise<boolean>;
  readonly stop: AbortSignal;
}

/**
 * Waits until the cloud is at rest, until nothing has moved for two minutes (then the rest is missing), or until stopped. Returns
 * whether it is at rest.
 */
export async function settle(cloud: Watched, { lookingAgain, isComplete, stop }: SettleOptions): Promise<boolean> {
  const { clock, signals } = cloud.context;
  const unmoved = meterWait(clock);
  const end = signals.on("*", unmoved.reset);
  let isAtRest = false;
  while (!stop.aborted && unmoved.milliseconds() < STALLED_AFTER_MS) {
    const { left, looksDue } = workLeft(cloud, lookingAgain);
    // Asking takes a while; meanwhile a look may publish a missing event, which is new work.
    isAtRest = left <= 0 && (looksDue === 0 || ((await isComplete()) && workLeft(cloud, lookingAgain).left <= 0));
    if (isAtRest) break;
    await pause(cloud.context, left > MUCH ? LOOK_AT_MUCH_MS : LOOK_MS, stop);
  }
  end();
  return isAtRest;
}

/** Waits until the data store sends notices: a subscription becomes active a while after the request. */
export async function subscribed({ context, pending }: Watched, stop: AbortSignal): Promise<void> {
  const waited = meterWait(context.clock);
  const isWaiting = () => subscribing.some(engine => engine in pending());
  while (!stop.aborted && waited.milliseconds() < STALLED_AFTER_MS && isWaiting())
    await pause(context, FIRST_LOOK_MS, stop);
}
