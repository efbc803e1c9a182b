import { at, type Guardrail, resources, unless } from "./graph-view.ts";

/** Every table can be restored to any second of the last weeks. */
export const tablesCanBeRestored: Guardrail = graph =>
  unless(
    resources(graph, "Table"),
    ({ inputs }) => at(inputs, "pointInTimeRecovery", "enabled") === true,
    "has no PITR",
  );
