import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext, Engine } from "../../kernel/service.ts";
import { followAll } from "../../polling/follow-all.ts";
import { isEmptyQueue } from "../sqs/queue.ts";
import { sourceKind } from "./mapping-input.ts";
import { allMappings, type EventSourceMapping } from "./mapping-store.ts";
import { pendingMessages, releaseQueueMapping, startQueueMapping } from "./queue-mapping.ts";
import { hasPendingRecords, pendingRecords, startStreamMapping } from "./stream-mapping.ts";

/** Runs the enabled event source mappings, following their changes. */
export function mappingEngine(context: CloudContext): Engine {
  const enabled = () => allMappings(context).filter(mapping => mapping.State === "Enabled");
  const readsQueue = (mapping: EventSourceMapping) => sourceKind(mapping.EventSourceArn) === "sqs";
  const follower = followAll<EventSourceMapping>({
    context,
    signal: "lambda:mappings",
    wanted: enabled,
    key: mapping => mapping.UUID,
    start: mapping =>
      readsQueue(mapping) ? startQueueMapping(context, mapping) : startStreamMapping(context, mapping),
  });
  const pendingOf = (mapping: EventSourceMapping) =>
    attempt(() => (readsQueue(mapping) ? pendingMessages(context, mapping) : pendingRecords(context, mapping))) ?? 0;
  const isBusy = (mapping: EventSourceMapping) =>
    attempt(() =>
      readsQueue(mapping) ? !isEmptyQueue(context, mapping.EventSourceArn) : hasPendingRecords(context, mapping),
    ) ?? false;
  return {
    name: "lambda:mappings",
    start() {
      for (const mapping of allMappings(context))
        if (readsQueue(mapping)) attempt(() => releaseQueueMapping(context, mapping));
      follower.start();
    },
    stop: follower.stop,
    pending: () => enabled().reduce((sum, mapping) => sum + pendingOf(mapping), 0),
    busy: () => enabled().some(isBusy),
  };
}

/** Undefined when the mapping's source or function does not exist: nothing can be pending there. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
