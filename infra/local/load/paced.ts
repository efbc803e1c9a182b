import { meterWait } from "@tributary/cli/dev/meter-wait";
import { pause, type Watched, workLeft } from "@tributary/cli/dev/work-left";
import { meterRate } from "./meter-rate.ts";

/** Between looks while waiting, and for how long nothing moves before more is written all the same. */
const LOOK_MS = 50;
const UNMOVED_MS = 5_000;
/** How much work is left at most, in milliseconds of what the cloud gets done: what is written now waits that long. */
const AHEAD_MS = 1_000;
/** How much may always be left, in records, messages and calls: enough for all functions to have their hands full. */
const FEWEST = 100;

/** What a load is held back by. */
export interface PaceOptions {
  /** URLs of queues whose messages ask for another look at what has been seen, again and again. */
  readonly lookingAgain: readonly string[];
  /** How many changes have been applied so far. */
  readonly applied: () => number;
  readonly stop: AbortSignal;
}

/** Makes a write of so many items when its turn has come, and returns what it returns. */
export type Pace = <Result>(count: number, write: () => Promise<Result>) => Promise<Result>;

/**
 * A pace at which the cloud keeps up: a load that outruns what follows it only makes queues long, changes late, and has them
 * found by other ways meanwhile. What is left and under way is held to what gets done in a moment (by Little's law, that
 * moment is the lag), so that a slower machine is given less. Does not wait for a cloud in which nothing moves.
 */
export function createPace(cloud: Watched, { lookingAgain, applied, stop }: PaceOptions): Pace {
  const rate = meterRate(cloud.context.clock, applied);
  let underWay = 0;
  let turn: Promise<void> = Promise.resolve();

  const isRoom = (count: number) => {
    const left = workLeft(cloud, lookingAgain).left + underWay;
    return left === 0 || left + count <= Math.max(FEWEST, rate() * AHEAD_MS);
  };
  const waitForRoom = async (count: number) => {
    await waitUntil(() => isRoom(count), cloud, stop);
    underWay += count;
  };

  return async (count, write) => {
    turn = turn.then(() => waitForRoom(count));
    await turn;
    try {
      return await write();
    } finally {
      underWay -= count;
    }
  };
}

/** Looks in a row that find nothing left: between two hops of a change, one may see none. */
const LOOKS = 3;

/** Waits until the cloud has nothing left to do, for what is to be written after that. Not for one in which nothing moves. */
export async function caughtUp(
  cloud: Watched,
  { lookingAgain, stop }: Pick<PaceOptions, "lookingAgain" | "stop">,
): Promise<void> {
  let looks = 0;
  const isIdle = () => {
    looks = workLeft(cloud, lookingAgain).left === 0 ? looks + 1 : 0;
    return looks >= LOOKS;
  };
  await waitUntil(isIdle, cloud, stop);
}

async function waitUntil(isTime: () => boolean, { context }: Watched, stop: AbortSignal): Promise<void> {
  const unmoved = meterWait(context.clock);
  const end = context.signals.on("*", unmoved.reset);
  while (!stop.aborted && unmoved.milliseconds() < UNMOVED_MS && !isTime()) await pause(context, LOOK_MS, stop);
  end();
}
