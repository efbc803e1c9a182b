import type { Graph } from "@tributary/synth/graph";

/** The graph with nothing routed to or from the data store: changes stay on the registry's side. */
export function withoutDatastore(graph: Graph): Graph {
  const isRoute = /^(FhirSync|HealthLake).*(Rule|Target|Subscription)$/;
  return { ...graph, resources: graph.resources.filter(({ name }) => !isRoute.test(name)) };
}
