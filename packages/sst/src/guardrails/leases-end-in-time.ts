import { type Guardrail, numberAt, resources, unless } from "./graph-view.ts";

/** No lease outlives its invocation: messages of a dead one would be redelivered in vain. */
export const leasesEndInTime: Guardrail = (graph, { leases = {} }) => [
  ...unless(
    resources(graph, "Function"),
    ({ inputs, code }) => (leases[code?.handler ?? ""] ?? 0) <= 1_000 * numberAt(inputs, "timeout"),
    "ends before the leases that it takes",
  ),
  ...Object.keys(leases)
    .filter(handler => !graph.resources.some(({ code }) => code?.handler === handler))
    .map(handler => `${handler}: is not in the graph`),
];
