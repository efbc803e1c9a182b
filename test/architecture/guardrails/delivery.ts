import { LEASE_MS } from "@tributary/healthlake-capture/ledger";
import type { Graph, GraphResource } from "@tributary/synth/graph";
import { at, type Guardrail, numberAt, resources, text, unless } from "./graph-view.ts";
import { statements } from "./policies.ts";

/** EventBridge, Lambda and Pipes accept -1 for "without end"; a day is what they keep at most. */
const bounded = (value: number, most: number): boolean => value >= 0 && value <= most;
const day = 86_400;

const streamMappings = (graph: Graph) =>
  resources(graph, "EventSourceMapping").filter(mapping => text(mapping, "eventSourceArn").includes("/stream/"));
const queueMappings = (graph: Graph) =>
  resources(graph, "EventSourceMapping").filter(mapping => text(mapping, "eventSourceArn").includes(":sqs:"));
const named = (graph: Graph, type: string, key: string, value: string): GraphResource | undefined =>
  resources(graph, type).find(resource => text(resource, key) === value);
const streamOf = (pipe: GraphResource) => at(pipe.inputs, "sourceParameters", "dynamodbStreamParameters");

/** ARNs of the queues that something else sends its dead letters to. */
function deadLetterArns(graph: Graph): Set<unknown> {
  return new Set([
    ...resources(graph, "Queue").map(queue => redrive(queue)?.deadLetterTargetArn),
    ...["EventTarget", "EventBus"].flatMap(type =>
      resources(graph, type).map(({ inputs }) => at(inputs, "deadLetterConfig", "arn")),
    ),
    ...resources(graph, "Pipe").map(pipe => at(streamOf(pipe), "deadLetterConfig", "arn")),
  ]);
}

function redrive(queue: GraphResource): { deadLetterTargetArn: string; maxReceiveCount: number } | undefined {
  const policy = text(queue, "redrivePolicy");
  return policy === "" ? undefined : JSON.parse(policy);
}

/** Every queue gives up on a message after a few attempts, or is where others give up to. */
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

/** Every rule target has dead letters, bounded retries and age, and the right to send to both its queues. */
export const targetsAreBounded: Guardrail = graph => {
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
        return sentTo.every(arn => !String(arn).includes(":sqs:") || mayReceive(arn, rule));
      },
      "sends to a queue that refuses it",
    ),
  ];
};

/** Every pipe has dead letters, bounded retries and age, and isolates a bad record. */
export const pipesAreBounded: Guardrail = graph =>
  unless(
    resources(graph, "Pipe"),
    pipe => {
      const stream = streamOf(pipe);
      return (
        at(stream, "deadLetterConfig", "arn") !== undefined &&
        bounded(numberAt(stream, "maximumRetryAttempts"), 100) &&
        bounded(numberAt(stream, "maximumRecordAgeInSeconds"), day) &&
        at(stream, "startingPosition") === "TRIM_HORIZON" &&
        at(stream, "onPartialBatchItemFailure") === "AUTOMATIC_BISECT"
      );
    },
    "can lose a change or block its shard for ever",
  );

/** Every mapping of a stream starts at its beginning, isolates a bad record, gives up in time, and keeps what it gave up. */
export const streamMappingsAreBounded: Guardrail = graph =>
  unless(
    streamMappings(graph),
    ({ inputs }) =>
      inputs.startingPosition === "TRIM_HORIZON" &&
      inputs.bisectBatchOnFunctionError === true &&
      ((inputs.functionResponseTypes ?? []) as string[]).includes("ReportBatchItemFailures") &&
      bounded(numberAt(inputs, "maximumRetryAttempts"), 100) &&
      bounded(numberAt(inputs, "maximumRecordAgeInSeconds"), day - 1) &&
      String(at(inputs, "destinationConfig", "onFailure", "destinationArn")).startsWith("arn:aws:s3:::"),
    "can lose a change or block its shard for ever",
  );

/** DynamoDB serves two readers of a shard. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export const streamsHaveTwoReadersAtMost: Guardrail = graph => {
  const sources = [
    ...streamMappings(graph).map(mapping => text(mapping, "eventSourceArn")),
    ...resources(graph, "Pipe").map(pipe => text(pipe, "source")),
  ];
  return [...new Set(sources)].filter(arn => sources.filter(other => other === arn).length > 2);
};

/** What handlers hold on to, in milliseconds. */
const leases: Readonly<Record<string, number>> = {
  "services/healthlake-changes/handler.notices": LEASE_MS,
};

/** No lease outlives the invocation that took it: what a dead one had received would come again in vain. */
export const leasesEndInTime: Guardrail = graph => [
  ...unless(
    resources(graph, "Function"),
    ({ inputs, code }) => (leases[code?.handler ?? ""] ?? 0) <= 1_000 * numberAt(inputs, "timeout"),
    "ends before the leases that it takes",
  ),
  ...Object.keys(leases)
    .filter(handler => !graph.resources.some(({ code }) => code?.handler === handler))
    .map(handler => `${handler}: is not in the graph`),
];

/** A consumer reports each failed message, and a batch in work stays hidden for six timeouts. */
export const consumersHaveTime: Guardrail = graph =>
  unless(
    queueMappings(graph),
    mapping => {
      const queue = named(graph, "Queue", "arn", text(mapping, "eventSourceArn"));
      const consumer = named(graph, "Function", "name", text(mapping, "functionName"));
      return (
        ((mapping.inputs.functionResponseTypes ?? []) as string[]).includes("ReportBatchItemFailures") &&
        numberAt(queue?.inputs, "visibilityTimeoutSeconds") >= 6 * numberAt(consumer?.inputs, "timeout")
      );
    },
    "may see a message twice while it works on it, or a whole batch again for one message",
  );
