import { readFileSync } from "node:fs";
import { keptStages } from "@tributary/contract-tools/config/kept-stages";
import { LEASE_MS } from "@tributary/healthlake-capture/ledger";
import { resources } from "@tributary/sst/graph-view";
import { guardrails } from "@tributary/sst/guardrails";
import type { Graph, GraphResource } from "@tributary/synth/graph";
import { describe, expect, it } from "vitest";
import config from "../../tributary.config.ts";

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")) as Graph;
const graphs = new Map(keptStages(config).map(({ stage, snapshot }) => [stage, read(snapshot)]));
const options = { leases: { "services/healthlake-changes/handler.notices": LEASE_MS } };

/** Inputs of a copy of the graph may be changed; the snapshots are not. */
type Inputs = Record<string, unknown>;
interface DamagedGraph extends Graph {
  readonly resources: (GraphResource & { inputs: Inputs })[];
}
type Damage = (graph: DamagedGraph) => void;

/** Changes the inputs of the first resource of a type. */
const change =
  (type: string, damage: (inputs: Inputs) => void, name?: string): Damage =>
  graph => {
    const found = resources(graph, type).find(resource => name === undefined || resource.name === name);
    if (found === undefined) throw new Error(`the graph has no ${name ?? type}`);
    damage(found.inputs as Inputs);
  };
const drop = (type: string, key: string, name?: string) => change(type, inputs => delete inputs[key], name);
const set = (type: string, key: string, value: unknown, name?: string) =>
  change(type, inputs => Object.assign(inputs, { [key]: value }), name);
const setIn = (type: string, parent: string, key: string, value: unknown) =>
  change(type, inputs => Object.assign(inputs[parent] as object, { [key]: value }));
/** Replaces text in the first policy of a role. */
const rewrite = (role: string, from: string | RegExp, to: string) =>
  change(
    "Role",
    inputs => {
      const [first] = inputs.inlinePolicies as { policy: string }[];
      const changed = first!.policy.replace(from, to);
      if (changed === first!.policy) throw new Error(`nothing to replace in ${role}`);
      first!.policy = changed;
    },
    role,
  );
const remove =
  (type: string): Damage =>
  graph => {
    const index = graph.resources.findIndex(resource => resource.type.endsWith(`:${type}`));
    if (index === -1) throw new Error(`the graph has no ${type}`);
    graph.resources.splice(index, 1);
  };
const stream = (key: string, value: unknown) =>
  change("Pipe", inputs => {
    const { dynamodbStreamParameters } = inputs.sourceParameters as { dynamodbStreamParameters: object };
    Object.assign(dynamodbStreamParameters, { [key]: value });
  });

/** For each guardrail: graphs that it must refuse, as [what is wrong, how to break it, stage]. */
const damages: Record<string, [string, Damage, string?][]> = {
  noWildcards: [
    ["an action of all", rewrite("TimelineConsumerRole", '"dynamodb:PartiQLInsert"', '"dynamodb:*"')],
    ["a resource of all", rewrite("RegistryCaptureRole", /"arn:aws:events[^"]+"/, '"*"')],
    ["all tables", rewrite("TimelineConsumerRole", /table\/[^"]+/, "table/*")],
    ["a policy that AWS manages", set("Role", "managedPolicyArns", ["arn:aws:iam::aws:policy/AdministratorAccess"])],
    [
      "any principal",
      change("QueuePolicy", inputs => {
        const policy = String(inputs.policy).replace('{"Service":"events.amazonaws.com"}', '"*"');
        Object.assign(inputs, { policy });
      }),
    ],
  ],
  actionsExist: [
    [
      "an action that there is none",
      rewrite("TimelineConsumerRole", "dynamodb:PartiQLInsert", "dynamodb:PartiQlInsrt"),
    ],
    [
      "an action on a resource of another kind",
      rewrite("TimelineConsumerRole", "dynamodb:PartiQLInsert", "sqs:PurgeQueue"),
    ],
    ["a condition key that the action has not", rewrite("RegistryCaptureRole", "events:source", "events:TargetArn")],
  ],
  publishingIsConditioned: [
    ["no condition", rewrite("RegistryCaptureRole", /,"Condition":\{"StringEquals":\{"events:source.*?\}\}/, "")],
    ["no condition on the detail-type", rewrite("RegistryCaptureRole", "events:detail-type", "events:other")],
    ["another bus", rewrite("RegistryCaptureRole", "event-bus/", "event-bus/other-")],
    ["no condition in a pipe", rewrite("RegistryPipeRole", "events:source", "events:other"), "local-pipe"],
  ],
  servicesActForUsOnly: [
    [
      "any rule may send",
      change("QueuePolicy", i => Object.assign(i, { policy: String(i.policy).replace("aws:SourceArn", "aws:Other") })),
    ],
    [
      "any rule of the account's own services may send notices",
      change("EventBusPolicy", i =>
        Object.assign(i, { policy: String(i.policy).replace("aws:SourceArn", "aws:SourceOrgID") }),
      ),
    ],
    [
      "anything of the account may use a pipe's role",
      change(
        "Role",
        i => Object.assign(i, { assumeRolePolicy: String(i.assumeRolePolicy).replace("aws:SourceArn", "aws:Other") }),
        "RegistryPipeRole",
      ),
      "local-pipe",
    ],
    [
      "the account may assume",
      change("Role", i =>
        Object.assign(i, { assumeRolePolicy: String(i.assumeRolePolicy).replace('"Service":', '"AWS":') }),
      ),
    ],
  ],
  queuesRaiseAlarmsInTime: [
    ["no alarm on the age of messages", set("MetricAlarm", "metricName", "Other", "TimelineQueueAgeAlarm")],
    ["an alarm after the loss", set("MetricAlarm", "threshold", 20 * 86_400, "TimelineQueueAgeAlarm")],
  ],
  functionsRaiseAlarms: [
    ["no alarm on errors", set("MetricAlarm", "metricName", "Other", "TimelineConsumerErrorsAlarm")],
    ["no alarm on throttles", set("MetricAlarm", "metricName", "Other", "TimelineConsumerThrottlesAlarm")],
  ],
  quarantineRaisesAlarms: [["no alarm", set("MetricAlarm", "metricName", "Other", "QuarantineReportsDepthAlarm")]],
  deadLettersOutliveTheirSource: [
    ["a source that keeps as long", set("Queue", "messageRetentionSeconds", 14 * 86_400, "TimelineQueueQueue")],
  ],
  consumersAreBounded: [
    ["no limit", drop("EventSourceMapping", "scalingConfig", "TimelineMapping")],
    [
      "fewer invocations than batches",
      set("Function", "reservedConcurrentExecutions", 1, "TimelineConsumerFunction"),
      "production",
    ],
  ],
  bucketsSayWhoReadsAndWhenTheyForget: [
    ["no access log", remove("BucketLogging")],
    ["no end", remove("BucketLifecycleConfiguration")],
  ],
  queuesRefuseHttp: [
    ["no policy", remove("QueuePolicy")],
    [
      "no refusal",
      change("QueuePolicy", i => Object.assign(i, { policy: String(i.policy).replace("SecureTransport", "Other") })),
    ],
    [
      "two policies of one queue",
      graph => {
        const [one, other] = resources(graph, "QueuePolicy");
        Object.assign(one!.inputs, { queueUrl: other!.inputs.queueUrl });
      },
    ],
  ],
  callsAreRecorded: [["no trail", remove("Trail")]],
  queuesHaveDeadLetters: [
    ["no redrive policy", drop("Queue", "redrivePolicy", "TimelineQueueQueue")],
    [
      "a redrive policy to nowhere",
      set("Queue", "redrivePolicy", '{"deadLetterTargetArn":"x","maxReceiveCount":5}', "TimelineQueueQueue"),
    ],
    ["a queue that nothing dies into", drop("EventBus", "deadLetterConfig")],
  ],
  deadLettersRaiseAlarms: [["no alarm", set("MetricAlarm", "metricName", "Other", "TimelineDeadLettersDepthAlarm")]],
  targetsAreBounded: [
    ["no dead letters", drop("EventTarget", "deadLetterConfig")],
    ["no retry policy", drop("EventTarget", "retryPolicy")],
    ["retries for a week", setIn("EventTarget", "retryPolicy", "maximumEventAgeInSeconds", 604_800)],
    ["a queue that refuses", set("EventTarget", "arn", "arn:aws:sqs:us-east-1:000000000000:other")],
  ],
  pipesAreBounded: [
    ["no dead letters", stream("deadLetterConfig", undefined), "local-pipe"],
    ["endless retries", stream("maximumRetryAttempts", -1), "local-pipe"],
    ["endless age", stream("maximumRecordAgeInSeconds", -1), "local-pipe"],
    ["no bisection", stream("onPartialBatchItemFailure", undefined), "local-pipe"],
  ],
  streamMappingsAreBounded: [
    ["a start at the end", set("EventSourceMapping", "startingPosition", "LATEST", "RegistryCaptureMapping")],
    ["endless retries", set("EventSourceMapping", "maximumRetryAttempts", -1, "RegistryCaptureMapping")],
    ["no age limit", drop("EventSourceMapping", "maximumRecordAgeInSeconds", "RegistryCaptureMapping")],
    ["no bisection", drop("EventSourceMapping", "bisectBatchOnFunctionError", "RegistryCaptureMapping")],
    ["no partial batches", drop("EventSourceMapping", "functionResponseTypes", "RegistryCaptureMapping")],
    ["no destination", drop("EventSourceMapping", "destinationConfig", "RegistryCaptureMapping")],
  ],
  streamsBringBothImages: [
    ["a stream with keys alone", set("Table", "streamViewType", "KEYS_ONLY", "RegistryTable")],
    ["a pipe on a stream with keys alone", set("Table", "streamViewType", "KEYS_ONLY", "RegistryTable"), "local-pipe"],
  ],
  streamsHaveTwoReadersAtMost: [
    [
      "three readers",
      graph => {
        const mapping = resources(graph, "EventSourceMapping").find(({ name }) => name === "RegistryCaptureMapping")!;
        graph.resources.push(
          { ...mapping, inputs: mapping.inputs as Inputs },
          { ...mapping, inputs: mapping.inputs as Inputs },
        );
      },
    ],
  ],
  leasesEndInTime: [
    ["a shorter life than a claim's", set("Function", "timeout", 9, "HealthLakeNoticesConsumerFunction")],
  ],
  consumersHaveTime: [
    ["a short visibility timeout", set("Queue", "visibilityTimeoutSeconds", 59, "TimelineQueueQueue")],
    ["no partial batches", drop("EventSourceMapping", "functionResponseTypes", "TimelineMapping")],
  ],
  everythingIsEncrypted: [
    ["a table under the AWS key", drop("Table", "serverSideEncryption")],
    ["a plain queue", drop("Queue", "kmsMasterKeyId")],
    ["a plain bus", drop("EventBus", "kmsKeyIdentifier")],
    ["a data store under the AWS key", drop("FhirDatastore", "sseConfiguration")],
    ["a plain archive", drop("EventArchive", "kmsKeyIdentifier")],
    ["a plain pipe", drop("Pipe", "kmsKeyIdentifier"), "local-pipe"],
    ["plain logs", drop("LogGroup", "kmsKeyId")],
    ["a bucket under the S3 key", remove("BucketServerSideEncryptionConfiguration")],
    ["a key that is never rotated", set("Key", "enableKeyRotation", false)],
  ],
  noticesCanArrive: [
    ["a bus that trusts nobody", remove("EventBusPolicy")],
    [
      "a bus under another key",
      change("EventBus", inputs => Object.assign(inputs, { kmsKeyIdentifier: "other" }), "NoticesBusBus"),
    ],
    ["a bus without a rule", change("EventRule", inputs => delete inputs.eventBusName, "HealthLakeNoticesRule")],
    [
      "a key that HealthLake may not use",
      change("Key", inputs => Object.assign(inputs, { policy: String(inputs.policy).replace("healthlake", "other") })),
    ],
  ],
  everyTypeIsJudged: [
    ["a new type", graph => Object.assign(graph.resources[0]!, { type: "aws:kinesis/stream:Stream" })],
  ],
  bucketsAreClosed: [
    ["no public access block", remove("BucketPublicAccessBlock")],
    ["a public policy", set("BucketPublicAccessBlock", "blockPublicPolicy", false)],
    ["no versions", remove("BucketVersioning")],
    ["plain HTTP", remove("BucketPolicy")],
  ],
  functionsAreExplicit: [
    ["no memory", drop("Function", "memorySize")],
    ["no timeout", drop("Function", "timeout")],
    ["logs for ever", drop("LogGroup", "retentionInDays")],
  ],
  tablesCanBeRestored: [["no PITR", setIn("Table", "pointInTimeRecovery", "enabled", false)]],
  awsTakesIt: [
    ["a name of 65 characters", set("EventRule", "name", "x".repeat(65))],
    ["a function that may take longer than its queue hides messages", set("Function", "timeout", 900)],
  ],
  productionIsKept: [
    ["a stage that can be removed", graph => Object.assign(graph, { protect: undefined }), "production"],
    [
      "a table that is not retained",
      graph => Object.assign(resources(graph, "Table")[0]!, { retain: undefined }),
      "production",
    ],
    [
      "a key that is not protected",
      graph => Object.assign(resources(graph, "Key")[0]!, { protect: undefined }),
      "production",
    ],
    [
      "a data store that is not retained",
      graph => Object.assign(resources(graph, "FhirDatastore")[0]!, { retain: undefined }),
      "production",
    ],
    ["a table without deletion protection", set("Table", "deletionProtectionEnabled", false), "production"],
    ["a bucket that is emptied", set("Bucket", "forceDestroy", true), "production"],
  ],
};

describe.each([...graphs])("the graph of stage %s", (_stage, graph) => {
  it.each(Object.entries(guardrails))("obeys %s", (_name, guardrail) => {
    expect(guardrail(graph, options)).toEqual([]);
  });
});

describe("each guardrail refuses a broken graph", () => {
  it.each(Object.keys(guardrails))("%s has a broken graph to refuse", name => {
    expect(damages[name]?.length).toBeGreaterThan(0);
  });

  const cases = Object.entries(damages).flatMap(([name, each]) =>
    each.map(([what, damage, stage = "local"]) => ({ name, what, damage, stage })),
  );
  it.each(cases)("$name: $what", ({ name, damage, stage }) => {
    const broken = structuredClone(graphs.get(stage)) as DamagedGraph;
    damage(broken);
    expect(guardrails[name]!(broken, options)).not.toEqual([]);
  });
});
