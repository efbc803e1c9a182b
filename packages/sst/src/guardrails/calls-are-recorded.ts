import { type Guardrail, resources, text } from "./graph-view.ts";

/** A rule on CloudTrail's records needs a trail: without one they never reach EventBridge. */
export const callsAreRecorded: Guardrail = graph =>
  resources(graph, "Trail").length > 0
    ? []
    : resources(graph, "EventRule")
        .filter(rule => text(rule, "eventPattern").includes("AWS API Call via CloudTrail"))
        .map(({ name }) => `${name}: matches records of a trail that nothing makes`);
