import { type Guardrail, resources, unless } from "./graph-view.ts";
import { watched } from "./watched.ts";

/** Every consumer has a quarantine, and a quarantined record raises an alarm. */
export const quarantineRaisesAlarms: Guardrail = graph => {
  const depth = watched(graph, "ApproximateNumberOfMessagesVisible", "QueueName");
  const reports = resources(graph, "Queue").filter(({ name }) => name === "QuarantineReportsQueue");
  return reports.length === 0 && resources(graph, "EventSourceMapping").length > 0
    ? ["nothing reports what is quarantined"]
    : unless(reports, ({ inputs }) => depth.has(inputs.name), "holds reports that nobody hears of");
};
