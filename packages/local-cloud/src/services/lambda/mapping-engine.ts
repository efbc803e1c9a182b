import type { CloudContext, Engine } from "../../kernel/service.ts";
import { readerEngine } from "../../polling/reader-engine.ts";
import { requireFunction } from "./function-store.ts";
import { sourceKind } from "./mapping-source.ts";
import { type EventSourceMapping, mappings } from "./mapping-store.ts";
import { startQueueMapping } from "./queue-mapping.ts";
import { startStreamMapping } from "./stream-mapping.ts";

/** Runs the enabled event source mappings, following their changes. */
export function mappingEngine(context: CloudContext): Engine {
  return readerEngine<EventSourceMapping>(context, {
    engine: "lambda:mappings",
    signal: "lambda:mappings",
    service: "lambda",
    all: () => mappings.all(context),
    isOn: mapping => mapping.State === "Enabled",
    source: ({ UUID: key, EventSourceArn: sourceArn, ParallelizationFactor: lanes = 1 }) => ({
      key,
      sourceArn,
      lanes,
      receiver: key,
    }),
    start: mapping =>
      sourceKind(mapping.EventSourceArn) === "sqs"
        ? startQueueMapping(context, mapping)
        : startStreamMapping(context, mapping),
    // The function's timeout ends its leases too, earlier than the visibility timeout.
    releaseAfter: ({ FunctionArn }) => requireFunction(context, FunctionArn).configuration.Timeout * 1000,
  });
}
