import type { GraphResource } from "@tributary/synth/graph";
import { at, type Guardrail, resources, unless } from "./graph-view.ts";
import { statements } from "./statements.ts";

/** Every bucket is private, keeps versions, and refuses plain HTTP. */
export const bucketsAreClosed: Guardrail = graph => {
  const closed = (bucket: GraphResource) =>
    resources(graph, "BucketPublicAccessBlock").some(
      ({ inputs }) =>
        inputs.bucket === bucket.id &&
        ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(key => inputs[key]),
    );
  const versioned = (bucket: GraphResource) =>
    resources(graph, "BucketVersioning").some(
      ({ inputs }) => inputs.bucket === bucket.id && at(inputs, "versioningConfiguration", "status") === "Enabled",
    );
  const refusesHttp = (bucket: GraphResource) =>
    statements(graph).some(
      ({ kind, effect, resources: on, condition }) =>
        kind === "bucket" &&
        effect === "Deny" &&
        on.includes(`${bucket.outputs.arn}/*`) &&
        at(condition, "Bool", "aws:SecureTransport") === "false",
    );
  return [
    ...unless(resources(graph, "Bucket"), closed, "is open to the public"),
    ...unless(resources(graph, "Bucket"), versioned, "forgets what is overwritten"),
    ...unless(resources(graph, "Bucket"), refusesHttp, "accepts plain HTTP"),
  ];
};
