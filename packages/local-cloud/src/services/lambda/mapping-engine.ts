import type { CloudContext, Engine } from "../../kernel/service.ts";
import { readerEngine } from "../../polling/reader-engine.ts";
import { releaseReceived } from "../sqs/queue.ts";
import { requireFunction } from "./function-store.ts";
import { sourceKind } from "./mapping-source.ts";
import { type EventSourceMapping, mappings } from "./mapping-store.ts";
import { startQueueMapping } from "./queue-mapping.ts";
import type { FunctionRuntime } from "./runtime/function-runtime.ts";
import { servedSince } from "./served-since.ts";
import { startStreamMapping } from "./stream-mapping.ts";

/** A mapping, and since when someone has run its function. */
type ServedMapping = EventSourceMapping & { readonly servedSince: number | undefined };

/**
 * Runs the enabled event source mappings, following their changes. While nobody runs a function, as `sst dev` is not there,
 * its mappings rest: what they had in hand goes back, as if it had never been received.
 */
export function mappingEngine(context: CloudContext, runtime: FunctionRuntime): Engine {
  const served = (mapping: EventSourceMapping): ServedMapping => ({
    ...mapping,
    servedSince: servedSince(context, runtime, mapping.FunctionArn),
  });
  const release = ({ UUID, EventSourceArn }: EventSourceMapping) => {
    if (sourceKind(EventSourceArn) !== "sqs") return;
    releaseReceived(context, { queueArn: EventSourceArn, receiver: UUID, notLaterThan: context.clock.now() });
  };
  const engine = readerEngine<ServedMapping>(context, {
    engine: "lambda:mappings",
    signal: "lambda:mappings",
    service: "lambda",
    all: () => mappings.all(context).map(served),
    isOn: mapping => mapping.State === "Enabled" && mapping.servedSince !== undefined,
    source: ({ UUID: key, EventSourceArn: sourceArn, ParallelizationFactor: lanes = 1 }) => ({
      key,
      sourceArn,
      lanes,
      receiver: key,
    }),
    start(mapping) {
      if (mapping.servedSince) release(mapping);
      return sourceKind(mapping.EventSourceArn) === "sqs"
        ? startQueueMapping(context, mapping)
        : startStreamMapping(context, mapping);
    },
    // The function's timeout ends its leases too, earlier than the visibility timeout.
    releaseAfter: ({ FunctionArn }) => requireFunction(context, FunctionArn).configuration.Timeout * 1000,
  });
  let forget = () => {};
  return {
    ...engine,
    start() {
      engine.start();
      const follow = () => {
        for (const mapping of mappings.all(context)) if (served(mapping).servedSince === undefined) release(mapping);
        context.signals.notify("lambda:mappings");
      };
      forget = runtime.onServed?.(follow) ?? forget;
    },
    async stop() {
      forget();
      await engine.stop();
    },
  };
}
