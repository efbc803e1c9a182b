import type { GraphResource } from "@tributary/synth/graph";
import { bounded } from "./bounded.ts";
import { deadLetterArns, redrive } from "./dead-letter-arns.ts";
import { type Guardrail, resources, unless } from "./graph-view.ts";

/** Every queue moves a message to dead letters after a few attempts, or holds dead letters itself. */
export const queuesHaveDeadLetters: Guardrail = graph => {
  const letters = deadLetterArns(graph);
  const arns = new Set(resources(graph, "Queue").map(({ outputs }) => outputs.arn));
  const ends = (queue: GraphResource) => {
    const policy = redrive(queue);
    return policy ? arns.has(policy.deadLetterTargetArn) && bounded(policy.maxReceiveCount, 10) : false;
  };
  return unless(
    resources(graph, "Queue"),
    queue => ends(queue) || letters.has(queue.outputs.arn),
    "has no dead letters",
  );
};
