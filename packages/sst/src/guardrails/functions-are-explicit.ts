import { at, type Guardrail, resources, unless } from "./graph-view.ts";

/** Every function states its limits and how long its logs are kept. */
export const functionsAreExplicit: Guardrail = graph => {
  const kept = new Map(resources(graph, "LogGroup").map(group => [group.id, group.inputs.retentionInDays]));
  return unless(
    resources(graph, "Function"),
    ({ inputs, code }) =>
      code !== undefined &&
      Number(inputs.timeout) > 0 &&
      Number(inputs.memorySize) > 0 &&
      Number(kept.get(String(at(inputs, "loggingConfig", "logGroup")))) > 0,
    "has no code, timeout, memory or log retention",
  );
};
