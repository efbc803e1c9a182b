import { type Guardrail, keepsData, resources, unless } from "./graph-view.ts";

const dataTypes = ["FhirDatastore", "Table", "Bucket", "Key", "EventBus", "EventArchive", "Queue"];

/** Where a stage keeps its data, everything that holds data is protected from deletion and outlives the stage. */
export const productionIsKept: Guardrail = (graph, options) => {
  if (!keepsData(graph, options)) return [];
  return [
    ...(graph.protect ? [] : ["the stage can be removed"]),
    ...dataTypes.flatMap(type =>
      unless(resources(graph, type), ({ protect, retain }) => protect === true && retain === true, "can be deleted"),
    ),
    ...unless(resources(graph, "Table"), ({ inputs }) => inputs.deletionProtectionEnabled === true, "can be deleted"),
    ...unless(resources(graph, "Bucket"), ({ inputs }) => inputs.forceDestroy !== true, "can be emptied"),
  ];
};
