import { at, type Guardrail, resources, unless } from "./graph-view.ts";
import { statements } from "./statements.ts";

/** Every queue refuses plain HTTP, and has one policy only: a second would replace the first. */
export const queuesRefuseHttp: Guardrail = graph => {
  const policies = resources(graph, "QueuePolicy");
  return [
    ...unless(
      resources(graph, "Queue"),
      ({ outputs }) =>
        statements(graph).some(
          ({ kind, effect, resources: on, principal, condition }) =>
            kind === "queue" &&
            effect === "Deny" &&
            principal === "*" &&
            on.includes(String(outputs.arn)) &&
            at(condition, "Bool", "aws:SecureTransport") === "false",
        ),
      "accepts plain HTTP",
    ),
    ...unless(
      policies,
      ({ inputs }) => policies.filter(other => other.inputs.queueUrl === inputs.queueUrl).length === 1,
      "is one of two policies of a queue",
    ),
  ];
};
