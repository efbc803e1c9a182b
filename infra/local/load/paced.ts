import { meterWait } from "@tributary/cli/dev/meter-wait";
import { pause, type Watched, workLeft } from "@tributary/cli/dev/work-left";
import { meterRate } from "./meter-rate.ts";

/** Milliseconds between looks, and without progress before more is written all the same. */
const LOOK_MS = 50;
const UNMOVED_MS = 5_000;
/** Limit of the work left, in milliseconds of the cloud's throughput: so long waits what is written now. */
const AHEAD_MS = 1_000;
/** Work that may always be left, in records, messages and calls: enough to keep all functions busy. */
const FEWEST = 100;

/** Options of `paced`. */
export interface PaceOptions {
  /** URLs of queues whose messages only ask for another look, again and again. */
  readonly lookingAgain: readonly string[];
  /** The number of changes applied so far. */
  readonly applied: () => number;
  readonly stop: AbortSignal;
}

/** Runs a write of so many items in its turn; returns its result. */
export type Pace = <Result>(count: number, write: () => Promise<Result>) => Promise<Result>;

/**
 * A pace at which the cloud keeps up: a faster load only lengthens queues and delays changes, until other paths find them first.
 * Limits the work left and in progress to a moment's throughput (by Little's law, that moment is the lag), so that a slower
 * machine gets less. Does not wait for a cloud without progress.
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

/** Looks in a row that must find nothing left: one may fall between two hops of a change. */
const LOOKS = 3;

/** Waits until the cloud has nothing left to do. Does not wait for a cloud without progress. */
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
