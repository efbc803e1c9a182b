import type { Cloud } from "@tributary/local-cloud/cloud";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import type { Graph } from "@tributary/synth/graph";

/**
 * Longer than any wait that still leads on: a queue shows a failed message again after its visibility timeout, 60 s.
 */
const STALLED_AFTER_MS = 120_000;

/** Waits until the cloud is at rest, until nothing has moved for two minutes (then the rest is missing), or until told to stop. */
export async function settle(cloud: Cloud, stop?: AbortSignal): Promise<void> {
  const stalled = new AbortController();
  stop?.addEventListener("abort", () => stalled.abort());
  if (stop?.aborted) return;
  let timer = setTimeout(() => stalled.abort(), STALLED_AFTER_MS);
  const end = cloud.context.signals.on("*", () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), STALLED_AFTER_MS);
  });
  await Promise.race([
    cloud.settled(),
    new Promise<void>(resolve => stalled.signal.addEventListener("abort", () => resolve())),
  ]);
  end();
  clearTimeout(timer);
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
