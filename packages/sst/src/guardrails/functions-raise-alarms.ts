import { type Guardrail, resources, unless } from "./graph-view.ts";
import { watched } from "./watched.ts";

/** Every function has alarms on errors and on throttles. */
export const functionsRaiseAlarms: Guardrail = graph =>
  ["Errors", "Throttles"].flatMap(metric => {
    const names = watched(graph, metric, "FunctionName");
    return unless(resources(graph, "Function"), ({ id }) => names.has(id), `has no alarm on ${metric}`);
  });
