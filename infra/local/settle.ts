import type { Cloud } from "@tributary/local-cloud/cloud";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import type { Graph } from "@tributary/synth/graph";

/**
 * Longer than any wait that still leads on: a queue shows a failed message again after its visibility timeout, 60 s.
 */
const STALLED_AFTER_MS = 120_000;

/** Between two looks at what is left to do: the looks themselves cost, and more so while there is much. */
const LOOK_MS = 50;
const FIRST_LOOK_MS = 10;
const MUCH = 500;
const LOOK_AT_MUCH_MS = 500;

/** Between two looks of a load, in items; and for how long nothing moves before it goes on all the same. */
const STEP = 50;
const UNMOVED_MS = 5_000;

/** The part of the cloud that tells of writes: at once by the subscription, and later again by CloudTrail. */
const COPIES = "healthlake notices";

type Watched = Pick<Cloud, "context" | "pending">;

/** The parts of the cloud that see to a subscription: the call at deployment, and HealthLake's own work on it. */
const subscribing = ["lambda:async", "healthlake subscriptions"];

/** What is not waited for. */
export interface SettleOptions {
  /** URL of a queue whose messages ask for another look at what has been seen, again and again. */
  readonly lookingAgain: string;
  /** Whether all is there without those looks; until it is, those that are due are waited for, too. */
  readonly isComplete: () => boolean;
  readonly stop: AbortSignal;
}

/** Waits until the cloud is at rest, until nothing has moved for two minutes (then the rest is missing), or until told to stop. */
export async function settle(cloud: Watched, { lookingAgain, isComplete, stop }: SettleOptions): Promise<void> {
  const { clock, signals } = cloud.context;
  let movedAt = clock.now();
  const end = signals.on("*", () => (movedAt = clock.now()));
  while (!stop.aborted && clock.now() - movedAt < STALLED_AFTER_MS) {
    const { left, looksDue } = workLeft(cloud, lookingAgain);
    if (left <= 0 && (looksDue === 0 || isComplete())) break;
    await pause(cloud.context, left > MUCH ? LOOK_AT_MUCH_MS : LOOK_MS, stop);
  }
  end();
}

/** What a load is held back by. */
export interface PaceOptions {
  readonly lookingAgain: string;
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
  let movedAt = clock.now();
  const end = signals.on("*", () => (movedAt = clock.now()));
  let passed = 0;
  try {
    for await (const item of items) {
      if (passed++ % STEP === 0) {
        movedAt = clock.now();
        while (!stop.aborted && clock.now() - movedAt < UNMOVED_MS && workLeft(cloud, lookingAgain).left > most)
          await pause(cloud.context, FIRST_LOOK_MS, stop);
      }
      yield item;
    }
  } finally {
    end();
  }
}

/** Without the looks: they go on and on. The copies of what was told before lead to looks alone. */
function workLeft({ context, pending }: Watched, lookingAgain: string): { left: number; looksDue: number } {
  const looks = messagesIn(context, lookingAgain);
  const counts = pending();
  const copies = counts[COPIES] ?? 0;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { left: all - looks.all - copies, looksDue: looks.due + copies };
}

/** Waits until the data store tells of its changes: a subscription that is asked for is active a while later. */
export async function subscribed({ context, pending }: Watched, stop: AbortSignal): Promise<void> {
  const { clock } = context;
  const began = clock.now();
  const isWaiting = () => subscribing.some(engine => engine in pending());
  while (!stop.aborted && clock.now() - began < STALLED_AFTER_MS && isWaiting())
    await pause(context, FIRST_LOOK_MS, stop);
}

/** Ends early when told to stop. */
async function pause({ clock }: CloudContext, milliseconds: number, stop: AbortSignal): Promise<void> {
  await new Promise<void>(resolve => {
    const cancel = clock.schedule(clock.now() + milliseconds, () => {
      stop.removeEventListener("abort", end);
      resolve();
    });
    const end = () => {
      cancel();
      resolve();
    };
    stop.addEventListener("abort", end, { once: true });
  });
}

function messagesIn(context: CloudContext, url: string): { readonly all: number; readonly due: number } {
  const names = ["", "NotVisible", "Delayed"].map(state => `ApproximateNumberOfMessages${state}`);
  const { Attributes = {} } = context.call("sqs", "GetQueueAttributes", { QueueUrl: url, AttributeNames: names }) as {
    Attributes?: Record<string, string>;
  };
  const [visible = 0, received = 0, delayed = 0] = names.map(name => Number(Attributes[name] ?? 0));
  return { all: visible + received + delayed, due: visible + received };
}

/** Messages in the graph's dead-letter queues, by name; queues without any are left out. */
export function deadLetterCounts(context: CloudContext, graph: Graph): Record<string, number> {
  const counts: [string, number][] = [];
  for (const { type, name, id } of graph.resources) {
    if (type !== "aws:sqs/queue:Queue" || !name.includes("DeadLetters")) continue;
    const { Attributes } = context.call("sqs", "GetQueueAttributes", {
      QueueUrl: id,
      AttributeNames: ["ApproximateNumberOfMessages"],
    }) as { Attributes?: { ApproximateNumberOfMessages?: string } };
    counts.push([name, Number(Attributes?.ApproximateNumberOfMessages ?? 0)]);
  }
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
