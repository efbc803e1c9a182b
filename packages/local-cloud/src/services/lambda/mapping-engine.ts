import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext, Engine } from "../../kernel/service.ts";
import type { Poller } from "../../polling/stream-poller.ts";
import { sourceKind } from "./mapping-input.ts";
import { allMappings, type EventSourceMapping } from "./mapping-store.ts";
import { pendingMessages, releaseQueueMapping, startQueueMapping } from "./queue-mapping.ts";
import { pendingRecords, startStreamMapping } from "./stream-mapping.ts";

/** Runs the enabled event source mappings, following their changes. */
export function mappingEngine(context: CloudContext): Engine {
  const running = new Map<string, { readonly text: string; readonly pollers: readonly Poller[] }>();
  let end: (() => void) | undefined;
  let following = Promise.resolve();

  const stopOne = async (uuid: string) => {
    const pollers = running.get(uuid)?.pollers ?? [];
    running.delete(uuid);
    await Promise.all(pollers.map(poller => poller.stop()));
  };

  /** Brings what runs in line with what is stored. */
  const follow = async () => {
    if (!end) return;
    const wanted = new Map(enabled(context).map(mapping => [mapping.UUID, mapping]));
    for (const [uuid, { text }] of running) {
      const mapping = wanted.get(uuid);
      if (!mapping || JSON.stringify(mapping) !== text) await stopOne(uuid);
    }
    if (!end) return; // Stopped meanwhile.
    for (const [uuid, mapping] of wanted)
      if (!running.has(uuid)) running.set(uuid, { text: JSON.stringify(mapping), pollers: startOne(context, mapping) });
  };

  return {
    name: "lambda:mappings",
    start() {
      end = context.signals.on("lambda:mappings", () => {
        following = following.then(follow).catch(context.defect);
      });
      for (const mapping of enabled(context))
        if (sourceKind(mapping.EventSourceArn) === "sqs") attempt(context, () => releaseQueueMapping(context, mapping));
      following = follow().catch(context.defect);
    },
    async stop() {
      end?.();
      end = undefined;
      await Promise.all([...running.keys()].map(stopOne));
      await following;
    },
    pending: () =>
      enabled(context).reduce((sum, mapping) => sum + (attempt(context, () => pendingOf(context, mapping)) ?? 0), 0),
  };
}

function enabled(context: CloudContext): EventSourceMapping[] {
  return allMappings(context).filter(mapping => mapping.State === "Enabled");
}

function startOne(context: CloudContext, mapping: EventSourceMapping): Poller[] {
  return sourceKind(mapping.EventSourceArn) === "sqs"
    ? startQueueMapping(context, mapping)
    : startStreamMapping(context, mapping);
}

function pendingOf(context: CloudContext, mapping: EventSourceMapping): number {
  return sourceKind(mapping.EventSourceArn) === "sqs"
    ? pendingMessages(context, mapping)
    : pendingRecords(context, mapping);
}

/** Undefined when the mapping's source or function does not exist: nothing can be pending there. */
function attempt<T>(context: CloudContext, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AwsError)) context.defect(error);
    return undefined;
  }
}
