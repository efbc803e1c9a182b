import { busNamed } from "@tributary/contract-tools/wiring/routes";
import type { Graph } from "@tributary/synth/graph";

/** Physical names of a graph's buses, by their names in the contracts. */
export function contractBuses(graph: Graph, names: readonly string[]): Readonly<Record<string, string>> {
  const resources = graph.resources.map(resource => {
    const { arn } = resource.outputs;
    return { ...resource, arn: typeof arn === "string" ? arn : undefined, pointer: "" };
  });
  const found = [...new Set(names)].flatMap(name => {
    const bus = busNamed({ resources }, name);
    return bus ? [[name, String(bus.inputs.name)] as const] : [];
  });
  return Object.fromEntries(found);
}
