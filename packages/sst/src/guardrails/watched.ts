import type { Graph } from "@tributary/synth/graph";
import { at, resources, text } from "./graph-view.ts";

/** Values of a dimension that have an alarm on the metric. */
export function watched(graph: Graph, metric: string, dimension: string): Set<unknown> {
  return new Set(
    resources(graph, "MetricAlarm")
      .filter(alarm => text(alarm, "metricName") === metric)
      .map(({ inputs }) => at(inputs, "dimensions", dimension)),
  );
}
