import type { Graph, GraphResource } from "@tributary/synth/graph";
import { at, type Guardrail, numberAt, resources, text, unless } from "./graph-view.ts";
import { statements } from "./policies.ts";

/** Values of a dimension for which an alarm on the metric exists. */
function watched(graph: Graph, metric: string, dimension: string): Set<unknown> {
  return new Set(
    resources(graph, "MetricAlarm")
      .filter(alarm => text(alarm, "metricName") === metric)
      .map(({ inputs }) => at(inputs, "dimensions", dimension)),
  );
}

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

/** Every function says when it fails and when it is throttled. */
export const functionsRaiseAlarms: Guardrail = graph =>
  ["Errors", "Throttles"].flatMap(metric => {
    const names = watched(graph, metric, "FunctionName");
    return unless(resources(graph, "Function"), ({ id }) => names.has(id), `has no alarm on ${metric}`);
  });

/** What a handler quarantines is heard of. */
export const quarantineRaisesAlarms: Guardrail = graph => {
  const depth = watched(graph, "ApproximateNumberOfMessagesVisible", "QueueName");
  const reports = resources(graph, "Queue").filter(({ name }) => name === "QuarantineReportsQueue");
  return reports.length === 0
    ? ["nothing reports what is quarantined"]
    : unless(reports, ({ inputs }) => depth.has(inputs.name), "holds reports that nobody hears of");
};

/** A message keeps the time of its first sending: dead letters must be kept longer than their source keeps them. */
export const deadLettersOutliveTheirSource: Guardrail = graph => {
  const retention = new Map(
    resources(graph, "Queue").map(({ inputs, outputs }) => [
      String(outputs.arn),
      numberAt(inputs, "messageRetentionSeconds"),
    ]),
  );
  return unless(
    resources(graph, "Queue"),
    queue => {
      const policy = text(queue, "redrivePolicy");
      if (policy === "") return true;
      const letters = retention.get(JSON.parse(policy).deadLetterTargetArn);
      const own = numberAt(queue.inputs, "messageRetentionSeconds");
      // Reports of quarantined records are read by people, and lead to records that are kept: both keep two weeks.
      return letters !== undefined && (letters > own || (queue.name === "QuarantineReportsQueue" && letters >= own));
    },
    "keeps a message as long as its dead letters do",
  );
};

/** Every consumer works on a stated number of batches at once, and has invocations for all of them where some are reserved. */
export const consumersAreBounded: Guardrail = graph =>
  unless(
    resources(graph, "EventSourceMapping").filter(mapping => text(mapping, "eventSourceArn").includes(":sqs:")),
    ({ inputs }) => {
      const most = numberAt(inputs, "scalingConfig", "maximumConcurrency");
      const consumer = resources(graph, "Function").find(({ id }) => id === inputs.functionName);
      const reserved = numberAt(consumer?.inputs, "reservedConcurrentExecutions");
      return most >= 2 && (graph.stage === "production" ? reserved >= most : true);
    },
    "works on as many batches at once as there are",
  );

/** Every bucket logs who reads it, but the one that holds such logs, and says when objects go. */
export const bucketsSayWhoReadsAndWhenTheyForget: Guardrail = graph => {
  const logging = resources(graph, "BucketLogging");
  const logged = new Set(logging.map(({ inputs }) => inputs.bucket));
  const logs = new Set(logging.map(({ inputs }) => inputs.targetBucket));
  const forgets = (bucket: GraphResource) =>
    resources(graph, "BucketLifecycleConfiguration").some(
      ({ inputs }) =>
        inputs.bucket === bucket.id &&
        (inputs.rules as unknown[]).some(
          rule => at(rule, "status") === "Enabled" && numberAt(rule, "expiration", "days") > 0,
        ),
    );
  return [
    ...unless(resources(graph, "Bucket"), ({ id }) => logged.has(id) || logs.has(id), "does not log who reads it"),
    ...unless(resources(graph, "Bucket"), forgets, "keeps objects for ever"),
  ];
};

/** Every queue refuses plain HTTP, and has one policy: a second would replace it. */
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

/** A rule on CloudTrail's records needs a trail: without one EventBridge never sees them. */
export const callsAreRecorded: Guardrail = graph =>
  resources(graph, "Trail").length > 0
    ? []
    : resources(graph, "EventRule")
        .filter(rule => text(rule, "eventPattern").includes("AWS API Call via CloudTrail"))
        .map(({ name }) => `${name}: matches records of a trail that nothing makes`);
