import { createHash } from "node:crypto";
import { longestName } from "@tributary/deployment-rules/longest-name";

/** The longest name that AWS allows for a resource, and the input of its Pulumi type that holds it. */
export interface NameLimit {
  readonly type: string;
  readonly input: string;
  /** Characters. */
  readonly limit: number;
}

const limited = (type: string, input: string): NameLimit => ({ type, input, limit: longestName(type, input) });

/** Limits by kind of resource. */
export const nameLimits = {
  rule: limited("aws:cloudwatch/eventRule:EventRule", "name"),
  target: limited("aws:cloudwatch/eventTarget:EventTarget", "targetId"),
  archive: limited("aws:cloudwatch/eventArchive:EventArchive", "name"),
  bus: limited("aws:cloudwatch/eventBus:EventBus", "name"),
  pipe: limited("aws:pipes/pipe:Pipe", "name"),
  bucket: limited("aws:s3/bucket:Bucket", "bucket"),
  function: limited("aws:lambda/function:Function", "name"),
  queue: limited("aws:sqs/queue:Queue", "name"),
  table: limited("aws:dynamodb/table:Table", "name"),
  role: limited("aws:iam/role:Role", "name"),
  keyAlias: limited("aws:kms/alias:Alias", "name"),
  alarm: limited("aws:cloudwatch/metricAlarm:MetricAlarm", "name"),
  logGroup: limited("aws:cloudwatch/logGroup:LogGroup", "name"),
  trail: limited("aws:cloudtrail/trail:Trail", "name"),
  datastore: limited("aws-native:healthlake:FhirDatastore", "datastoreName"),
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
