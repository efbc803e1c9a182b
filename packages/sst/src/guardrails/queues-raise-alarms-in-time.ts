import { at, type Guardrail, numberAt, resources, unless } from "./graph-view.ts";

/** Every queue has an alarm on the age of its oldest message, raised before the message expires. */
export const queuesRaiseAlarmsInTime: Guardrail = graph =>
  unless(
    resources(graph, "Queue"),
    queue =>
      resources(graph, "MetricAlarm").some(
        ({ inputs }) =>
          inputs.metricName === "ApproximateAgeOfOldestMessage" &&
          at(inputs, "dimensions", "QueueName") === queue.inputs.name &&
          Number(inputs.threshold) < numberAt(queue.inputs, "messageRetentionSeconds"),
      ),
    "loses messages before anyone hears of them",
  );
