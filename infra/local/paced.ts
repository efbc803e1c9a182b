import { meterWait } from "./meter-wait.ts";
import { pause, type Watched, workLeft } from "./work-left.ts";

/** Between two looks, in items; between looks while waiting; and for how long nothing moves before more is passed on all the same. */
const STEP = 50;
const LOOK_MS = 25;
const UNMOVED_MS = 5_000;

/** What a load is held back by. */
export interface PaceOptions {
  /** URLs of queues whose messages ask for another look at what has been seen, again and again. */
  readonly lookingAgain: readonly string[];
  /** Records, messages and calls that may be left to do. */
  readonly most: number;
  readonly stop: AbortSignal;
}

/**
 * Passes on, in steps, while the cloud keeps up: a load that outruns what follows it only makes queues long, changes late,
 * and has them found by other ways meanwhile. Does not wait for a cloud in which nothing moves.
 */
export async function* paced<Item>(
  items: AsyncIterable<Item>,
  cloud: Watched,
  { lookingAgain, most, stop }: PaceOptions,
): AsyncGenerator<Item> {
  const { clock, signals } = cloud.context;
  const unmoved = meterWait(clock);
  const end = signals.on("*", unmoved.reset);
  let passed = 0;
  try {
    for await (const item of items) {
      if (passed++ % STEP === 0) {
        unmoved.reset();
        while (!stop.aborted && unmoved.milliseconds() < UNMOVED_MS && workLeft(cloud, lookingAgain).left > most)
          await pause(cloud.context, LOOK_MS, stop);
      }
      yield item;
    }
  } finally {
    end();
  }
}
