import { at, type Guardrail, numberAt, resources, unless } from "./graph-view.ts";

/** Every queue says when its oldest message waits too long, before the message is lost. */
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
