import type { GraphResource } from "@tributary/synth/graph";
import { at, type Guardrail, numberAt, resources, unless } from "./graph-view.ts";

/** Every bucket expires its objects and logs its readers, except the bucket of those logs. */
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
