import type { CaptureDependencies } from "@tributary/bus/capture-changes";
import type { Log } from "@tributary/bus/log";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import { servicePortsIn } from "./service-ports-in.ts";
import type { GraphParts } from "./start-graph.ts";

/** In a running graph, what a producer's function finds by its links on AWS; `bus` is the name of the bus component. */
export function producerPortsIn(
  parts: GraphParts,
  bus: string,
  { log }: { readonly log?: Log } = {},
): CaptureDependencies {
  const { events, link } = parts;
  const publish = createPublisher({ putEvents: putEventsOn(() => events), busName: link(bus), sleep: async () => {} });
  return { ...servicePortsIn(parts, log), publish };
}
