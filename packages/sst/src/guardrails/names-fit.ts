import { nameLimits } from "@tributary/contract-tools/name-limits";
import { type Guardrail, resources, text, unless } from "./graph-view.ts";

/** Names satisfy AWS's limits on length, and on characters in names of rules. */
export const namesFit: Guardrail = graph => [
  ...Object.values(nameLimits).flatMap(({ type, input, limit }) =>
    unless(
      graph.resources.filter(resource => resource.type === type),
      resource => text(resource, input).length <= limit,
      `has a name of more than ${limit} characters`,
    ),
  ),
  ...unless(
    resources(graph, "EventRule"),
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    rule => /^[.\-_A-Za-z0-9]+$/.test(text(rule, "name")),
    "has no valid name",
  ),
];
