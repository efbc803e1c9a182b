import { streamMappings } from "./event-sources.ts";
import { type Guardrail, resources, text, unless } from "./graph-view.ts";

/** A table whose changes are captured streams new and old images: a change event compares them. */
export const streamsBringBothImages: Guardrail = graph => {
  const read = new Set([
    ...streamMappings(graph).map(mapping => text(mapping, "eventSourceArn")),
    ...resources(graph, "Pipe").map(pipe => text(pipe, "source")),
  ]);
  return unless(
    resources(graph, "Table"),
    table => !read.has(text(table, "streamArn")) || table.inputs.streamViewType === "NEW_AND_OLD_IMAGES",
    "has a stream without new and old images",
  );
};
