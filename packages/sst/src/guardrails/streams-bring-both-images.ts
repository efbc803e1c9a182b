import { streamMappings } from "./event-sources.ts";
import { type Guardrail, resources, text, unless } from "./graph-view.ts";

/** Every captured table streams new and old images, which a change event compares. */
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
