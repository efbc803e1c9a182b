import { createHash } from "node:crypto";

/** The longest name that AWS allows for a resource, and the input of its Pulumi type that holds it. */
export interface NameLimit {
  readonly type: string;
  readonly input: string;
  /** Characters. */
  readonly limit: number;
}

/** Limits by kind of resource, each from the API reference of its service. */
export const nameLimits = {
  /** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
  rule: { type: "aws:cloudwatch/eventRule:EventRule", input: "name", limit: 64 },
  /** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html */
  target: { type: "aws:cloudwatch/eventTarget:EventTarget", input: "targetId", limit: 64 },
  /** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
  archive: { type: "aws:cloudwatch/eventArchive:EventArchive", input: "name", limit: 48 },
  /** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
  bus: { type: "aws:cloudwatch/eventBus:EventBus", input: "name", limit: 256 },
  /** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_CreatePipe.html */
  pipe: { type: "aws:pipes/pipe:Pipe", input: "name", limit: 64 },
  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
  bucket: { type: "aws:s3/bucket:Bucket", input: "bucket", limit: 63 },
  /** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
  function: { type: "aws:lambda/function:Function", input: "name", limit: 64 },
  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
  queue: { type: "aws:sqs/queue:Queue", input: "name", limit: 80 },
  /** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
  table: { type: "aws:dynamodb/table:Table", input: "name", limit: 255 },
  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
  role: { type: "aws:iam/role:Role", input: "name", limit: 64 },
  /** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
  keyAlias: { type: "aws:kms/alias:Alias", input: "name", limit: 256 },
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
  alarm: { type: "aws:cloudwatch/metricAlarm:MetricAlarm", input: "name", limit: 255 },
  /** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
  logGroup: { type: "aws:cloudwatch/logGroup:LogGroup", input: "name", limit: 512 },
  /** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
  trail: { type: "aws:cloudtrail/trail:Trail", input: "name", limit: 128 },
  /** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_CreateFHIRDatastore.html */
  datastore: { type: "aws-native:healthlake:FhirDatastore", input: "datastoreName", limit: 256 },
} as const satisfies Record<string, NameLimit>;

export type NamedKind = keyof typeof nameLimits;

const HASH_LENGTH = 8;

/**
 * The name as it is when the kind of resource allows its length; otherwise its beginning and a hash of all of it,
 * so that two long names stay two, and the same name is the same in every evaluation.
 */
export function fitName(kind: NamedKind, name: string): string {
  const { limit } = nameLimits[kind];
  if (name.length <= limit) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, HASH_LENGTH);
  return `${name.slice(0, limit - HASH_LENGTH - 1).replace(/[^A-Za-z0-9]+$/, "")}-${hash}`;
}
