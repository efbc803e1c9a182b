import type { GraphResource } from "@tributary/synth/graph";
import { type Deployment, given, knownInputs, type ResourceType } from "../resource-type.ts";

/** Inputs and the attributes of SQS that they are. */
const attributes: Readonly<Record<string, string>> = {
  contentBasedDeduplication: "ContentBasedDeduplication",
  deduplicationScope: "DeduplicationScope",
  delaySeconds: "DelaySeconds",
  fifoQueue: "FifoQueue",
  fifoThroughputLimit: "FifoThroughputLimit",
  kmsDataKeyReusePeriodSeconds: "KmsDataKeyReusePeriodSeconds",
  kmsMasterKeyId: "KmsMasterKeyId",
  maxMessageSize: "MaximumMessageSize",
  messageRetentionSeconds: "MessageRetentionPeriod",
  policy: "Policy",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  redriveAllowPolicy: "RedriveAllowPolicy",
  redrivePolicy: "RedrivePolicy",
  sqsManagedSseEnabled: "SqsManagedSseEnabled",
  visibilityTimeoutSeconds: "VisibilityTimeout",
};

/** Those that empty text takes away; the others have to be given another value. */
const removable = ["kmsMasterKeyId", "policy", "redriveAllowPolicy", "redrivePolicy"];

/** aws:sqs/queue:Queue */
export const queue: ResourceType = {
  create(resource, deployment) {
    const { name, tags } = known(resource);
    const input = given<unknown>({ QueueName: name, Attributes: attributesOf(resource), tags });
    const { QueueUrl } = deployment.call<{ QueueUrl: string }>("sqs", "CreateQueue", input);
    return arnOf(QueueUrl, deployment);
  },
  update(resource, deployment, before) {
    known(resource);
    const QueueUrl = resource.id;
    const gone = removable.filter(input => before.inputs[input] && !resource.inputs[input]);
    const cleared = Object.fromEntries(gone.map(input => [attributes[input], ""]));
    deployment.call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { ...cleared, ...attributesOf(resource) } });
    return arnOf(QueueUrl, deployment);
  },
  drop: ({ id }, { call }) => void call("sqs", "DeleteQueue", { QueueUrl: id }),
};

const known = (resource: GraphResource) =>
  knownInputs(resource, ["name", "tags", ...Object.keys(attributes)], ["tagsAll"]);

function attributesOf({ inputs }: GraphResource): Record<string, string> {
  const fifo = inputs.fifoQueue === true;
  const named = Object.entries(attributes).flatMap(([input, attribute]) => {
    const value = inputs[input];
    // SQS accepts FIFO attributes on FIFO queues only, even with the value false.
    if (value === undefined || value === "" || (!fifo && value === false)) return [];
    return [[attribute, typeof value === "object" ? JSON.stringify(value) : String(value)] as const];
  });
  return Object.fromEntries(named);
}

function arnOf(QueueUrl: string, { call }: Deployment): string | undefined {
  const { Attributes } = call<{ Attributes?: { QueueArn?: string } }>("sqs", "GetQueueAttributes", {
    QueueUrl,
    AttributeNames: ["QueueArn"],
  });
  return Attributes?.QueueArn;
}
