import { queueMappings } from "./event-sources.ts";
import { type Guardrail, named, numberAt, text, unless } from "./graph-view.ts";

/** Every consumer reports failed messages one by one, and its queue hides a batch for six timeouts. */
export const consumersHaveTime: Guardrail = (graph, { existing = [] }) =>
  unless(
    queueMappings(graph),
    mapping => {
      const queue = named(graph, "Queue", "arn", text(mapping, "eventSourceArn"));
      const consumer = named(graph, "Function", "name", text(mapping, "functionName"));
      return (
        ((mapping.inputs.functionResponseTypes ?? []) as string[]).includes("ReportBatchItemFailures") &&
        (existing.includes(text(mapping, "eventSourceArn")) ||
          numberAt(queue?.inputs, "visibilityTimeoutSeconds") >= 6 * numberAt(consumer?.inputs, "timeout"))
      );
    },
    "may see a message twice while it works on it, or a whole batch again for one message",
  );
