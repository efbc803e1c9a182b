import type { Graph } from "@tributary/synth/graph";
import { type Guardrail, type GuardrailOptions, resources, unless } from "./graph-view.ts";
import { keyOf } from "./key-of.ts";

const ours = (graph: Graph, { existing = [] }: GuardrailOptions) =>
  new Set([...resources(graph, "Key").map(({ outputs }) => outputs.arn), ...existing]);

/** Everything that may hold patient data is encrypted under the program's own, rotated key. */
export const everythingIsEncrypted: Guardrail = (graph, options) => {
  const keys = ours(graph, options);
  const encrypted = new Set(
    resources(graph, "BucketServerSideEncryptionConfiguration").map(({ inputs }) => inputs.bucket),
  );
  // S3 delivers access logs only to a bucket under S3's own key; logs name objects and hold none.
  const logs = new Set(resources(graph, "BucketLogging").map(({ inputs }) => inputs.targetBucket));
  return [
    ...Object.entries(keyOf).flatMap(([type, key]) =>
      unless(resources(graph, type), resource => keys.has(key(resource)), "is not under our key"),
    ),
    ...unless(resources(graph, "Bucket"), ({ id }) => encrypted.has(id) || logs.has(id), "is not under our key"),
    ...unless(resources(graph, "Key"), ({ inputs }) => inputs.enableKeyRotation === true, "is never rotated"),
  ];
};
