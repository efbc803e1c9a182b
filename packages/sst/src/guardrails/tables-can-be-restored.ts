import { at, type Guardrail, resources, unless } from "./graph-view.ts";

/** Every table has point-in-time recovery. */
export const tablesCanBeRestored: Guardrail = graph =>
  unless(
    resources(graph, "Table"),
    ({ inputs }) => at(inputs, "pointInTimeRecovery", "enabled") === true,
    "has no PITR",
  );
