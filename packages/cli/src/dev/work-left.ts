import type { Cloud } from "@tributary/local-cloud/cloud";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";

/** The parts of a cloud that show its work. */
export type Watched = Pick<Cloud, "context" | "pending">;

/** The part of the cloud that announces writes: at once by the subscription, and again later by CloudTrail. */
const COPIES = "healthlake notices";

/**
 * The number of records, messages and calls that a cloud has left to do. Of messages that only ask for another look, which never
 * end, it counts those that are due. Repeated announcements of a write only cause looks.
 */
export function workLeft(
  { context, pending }: Watched,
  lookingAgain: readonly string[],
): { left: number; looksDue: number } {
  const looks = lookingAgain.map(url => messagesIn(context, url));
  const counts = pending();
  const copies = counts[COPIES] ?? 0;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const sum = (of: "all" | "due") => looks.reduce((sum, look) => sum + look[of], 0);
  return { left: all - sum("all") - copies, looksDue: sum("due") + copies };
}

/** Waits on the cloud's clock, or until stopped. */
export async function pause({ clock }: CloudContext, milliseconds: number, stop: AbortSignal): Promise<void> {
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
