import { nameLimits } from "@tributary/contract-tools/name-limits";
import type { Graph, GraphResource } from "@tributary/synth/graph";
import { at, type Guardrail, resources, text, unless } from "./graph-view.ts";
import { statements } from "./policies.ts";

const ours = (graph: Graph) => new Set(resources(graph, "Key").map(({ outputs }) => outputs.arn));

/** Where each type says its key. */
const keyOf: Readonly<Record<string, (resource: GraphResource) => unknown>> = {
  Table: ({ inputs }) => at(inputs, "serverSideEncryption", "kmsKeyArn"),
  Queue: ({ inputs }) => inputs.kmsMasterKeyId,
  EventBus: ({ inputs }) => inputs.kmsKeyIdentifier,
  EventArchive: ({ inputs }) => inputs.kmsKeyIdentifier,
  Pipe: ({ inputs }) => inputs.kmsKeyIdentifier,
  Trail: ({ inputs }) => inputs.kmsKeyId,
  FhirDatastore: ({ inputs }) => at(inputs, "sseConfiguration", "kmsEncryptionConfig", "kmsKeyId"),
  LogGroup: ({ inputs }) => inputs.kmsKeyId,
  BucketServerSideEncryptionConfiguration: ({ inputs }) =>
    at((inputs.rules as unknown[])[0], "applyServerSideEncryptionByDefault", "kmsMasterKeyId"),
};

/** Whatever may hold patient data is encrypted under our own, rotated key. */
export const everythingIsEncrypted: Guardrail = graph => {
  const keys = ours(graph);
  const encrypted = new Set(
    resources(graph, "BucketServerSideEncryptionConfiguration").map(({ inputs }) => inputs.bucket),
  );
  // S3 delivers access logs to a bucket under its own key alone; they name objects and hold none.
  const logs = new Set(resources(graph, "BucketLogging").map(({ inputs }) => inputs.targetBucket));
  return [
    ...Object.entries(keyOf).flatMap(([type, key]) =>
      unless(resources(graph, type), resource => keys.has(key(resource)), "is not under our key"),
    ),
    ...unless(resources(graph, "Bucket"), ({ id }) => encrypted.has(id) || logs.has(id), "is not under our key"),
    ...unless(resources(graph, "Key"), ({ inputs }) => inputs.enableKeyRotation === true, "is never rotated"),
  ];
};

/**
 * HealthLake's notices can arrive: it may put events on a bus that is under the data store's key and has a rule, and the key
 * lets it and EventBridge work (docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-subscriptions-create.html).
 */
export const noticesCanArrive: Guardrail = graph =>
  resources(graph, "FhirDatastore").flatMap(datastore => {
    const key = keyOf.FhirDatastore?.(datastore);
    const trusted = statements(graph)
      .filter(({ kind, effect }) => kind === "key" && effect === "Allow")
      .filter(({ actions }) => ["kms:Decrypt", "kms:GenerateDataKey"].every(action => actions.includes(action)))
      .map(({ principal }) => at(principal, "Service"));
    const untrusted = ["events.amazonaws.com", "healthlake.amazonaws.com"].filter(name => !trusted.includes(name));
    const hearing = resources(graph, "EventBus").filter(
      ({ id, inputs }) =>
        inputs.kmsKeyIdentifier === key &&
        resources(graph, "EventRule").some(rule => rule.inputs.eventBusName === id) &&
        resources(graph, "EventBusPolicy").some(
          policy =>
            policy.inputs.eventBusName === id &&
            text(policy, "policy").includes('"Service":"healthlake.amazonaws.com"'),
        ),
    );
    return [
      ...untrusted.map(name => `${datastore.name}: its key does not let ${name} work`),
      ...(hearing.length > 0 ? [] : [`${datastore.name}: no bus with a rule, under its key, lets HealthLake send`]),
    ];
  });

/** Types that hold no patient data, or nothing at rest. */
const withoutData = new Set([
  "Alias",
  "Bucket",
  "BucketLifecycleConfiguration",
  "BucketLogging",
  "BucketPolicy",
  "BucketPublicAccessBlock",
  "BucketVersioning",
  "EventBusPolicy",
  "EventRule",
  "EventSourceMapping",
  "EventTarget",
  "Function",
  "Invocation",
  "Key",
  "MetricAlarm",
  "QueuePolicy",
  "Role",
]);

/** No resource type is new to these guardrails: somebody has decided whether it holds patient data. */
export const everyTypeIsJudged: Guardrail = graph =>
  unless(
    [...graph.resources],
    ({ type }) => {
      const short = type.split(":").at(-1) ?? "";
      return Object.hasOwn(keyOf, short) || withoutData.has(short);
    },
    "is of a type that no guardrail knows",
  );

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

/** Every function says what it costs at most and when its logs go. */
export const functionsAreExplicit: Guardrail = graph => {
  const kept = new Map(resources(graph, "LogGroup").map(group => [group.id, group.inputs.retentionInDays]));
  return unless(
    resources(graph, "Function"),
    ({ inputs, code }) =>
      code !== undefined &&
      Number(inputs.timeout) > 0 &&
      Number(inputs.memorySize) > 0 &&
      Number(kept.get(String(at(inputs, "loggingConfig", "logGroup")))) > 0,
    "has no code, timeout, memory or log retention",
  );
};

/** Every table can be restored to any second of the last weeks. */
export const tablesCanBeRestored: Guardrail = graph =>
  unless(
    resources(graph, "Table"),
    ({ inputs }) => at(inputs, "pointInTimeRecovery", "enabled") === true,
    "has no PITR",
  );

/** Names that AWS would refuse at deployment: too long ones, and rules of other characters. */
export const namesFit: Guardrail = graph => [
  ...Object.values(nameLimits).flatMap(({ type, input, limit }) =>
    unless(
      graph.resources.filter(resource => resource.type === type),
      resource => text(resource, input).length <= limit,
      `has a name of more than ${limit} characters`,
    ),
  ),
  ...unless(
    resources(graph, "EventRule"),
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    rule => /^[.\-_A-Za-z0-9]+$/.test(text(rule, "name")),
    "has no valid name",
  ),
];

const dataTypes = ["FhirDatastore", "Table", "Bucket", "Key", "EventBus", "EventArchive", "Queue"];

/** In production, what holds data is protected from deletion and outlives the stage. */
export const productionIsKept: Guardrail = graph => {
  if (graph.stage !== "production") return [];
  return [
    ...(graph.protect ? [] : ["the stage can be removed"]),
    ...dataTypes.flatMap(type =>
      unless(resources(graph, type), ({ protect, retain }) => protect === true && retain === true, "can be deleted"),
    ),
    ...unless(resources(graph, "Table"), ({ inputs }) => inputs.deletionProtectionEnabled === true, "can be deleted"),
    ...unless(resources(graph, "Bucket"), ({ inputs }) => inputs.forceDestroy !== true, "can be emptied"),
  ];
};
