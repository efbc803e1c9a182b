import type { GraphResource } from "@tributary/synth/graph";
import { bounded, day } from "./bounded.ts";
import { at, type Guardrail, named, numberAt, resources, text, unless } from "./graph-view.ts";
import { statements } from "./statements.ts";

/** Every rule target has dead letters, limits retries and age, and may send to both its queues. */
export const targetsAreBounded: Guardrail = (graph, { existing = [] }) => {
  const targets = resources(graph, "EventTarget");
  const mayReceive = (queue: unknown, rule: GraphResource | undefined) =>
    statements(graph).some(
      ({ kind, resources: on, condition }) =>
        kind === "queue" && on.includes(String(queue)) && JSON.stringify(condition).includes(`"${rule?.outputs.arn}"`),
    );
  return [
    ...unless(targets, ({ inputs }) => at(inputs, "deadLetterConfig", "arn") !== undefined, "has no dead letters"),
    ...unless(
      targets,
      ({ inputs }) =>
        bounded(numberAt(inputs, "retryPolicy", "maximumEventAgeInSeconds"), day) &&
        bounded(numberAt(inputs, "retryPolicy", "maximumRetryAttempts"), 185),
      "retries without bounds",
    ),
    ...unless(
      targets,
      target => {
        const rule = named(graph, "EventRule", "name", text(target, "rule"));
        const sentTo = [target.inputs.arn, at(target.inputs, "deadLetterConfig", "arn")];
        return sentTo.every(
          arn => !String(arn).includes(":sqs:") || existing.includes(String(arn)) || mayReceive(arn, rule),
        );
      },
      "sends to a queue that refuses it",
    ),
  ];
};
