import { at, type Guardrail, resources } from "./graph-view.ts";
import { statements } from "./statements.ts";

/** A permission to publish names one bus, the sources and the detail-types. */
export const publishingIsConditioned: Guardrail = (graph, { existing = [] }) => {
  const buses = [...resources(graph, "EventBus").map(({ outputs }) => outputs.arn), ...existing];
  return statements(graph)
    .filter(({ kind, actions }) => kind === "role" && actions.some(action => /^events:(PutEvents|\*)$/.test(action)))
    .filter(({ resources: on, condition }) => {
      const equals = at(condition, "StringEquals") as Record<string, unknown> | undefined;
      return !(on.length === 1 && buses.includes(on[0]) && equals?.["events:source"] && equals["events:detail-type"]);
    })
    .map(({ owner }) => `${owner}: may publish without conditions on source and detail-type`);
};
