import { deadLetterArns } from "./dead-letter-arns.ts";
import { at, type Guardrail, resources, text, unless } from "./graph-view.ts";

/** Every dead-letter queue raises an alarm. */
export const deadLettersRaiseAlarms: Guardrail = graph => {
  const watched = new Set(
    resources(graph, "MetricAlarm")
      .filter(alarm => text(alarm, "metricName") === "ApproximateNumberOfMessagesVisible")
      .map(({ inputs }) => at(inputs, "dimensions", "QueueName")),
  );
  const letters = deadLetterArns(graph);
  const queues = resources(graph, "Queue").filter(({ outputs }) => letters.has(outputs.arn));
  return unless(queues, queue => watched.has(queue.inputs.name), "holds dead letters that nobody hears of");
};
