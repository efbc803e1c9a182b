import { AwsError } from "../../../kernel/aws-error.ts";
import { parseJsonObject } from "../../../kernel/parse-json.ts";

/** Longest message, and largest batch, in bytes. 1 MiB since 2025-08; https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const MAXIMUM_MESSAGE_BYTES = 1_048_576;

/** Attributes as CreateQueue and SetQueueAttributes take them: all values are text. */
export type QueueAttributes = Readonly<Record<string, string>>;

/** A queue's parsed attributes. Times in milliseconds. */
export interface QueueSettings {
  readonly visibilityTimeout: number;
  readonly delay: number;
  readonly retention: number;
  readonly waitTime: number;
  readonly maximumBytes: number;
  readonly redrive: { readonly deadLetterArn: string; readonly maxReceiveCount: number } | undefined;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  /** Deduplicates within a message group instead of the whole queue. */
  readonly deduplicatesByGroup: boolean;
  readonly policy: string | undefined;
  /** Whether a queue may send its dead letters here. */
  readonly allowsSource: (queueArn: string) => boolean;
}

/** Numeric attributes: least, most, default. See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
const NUMBERS: Readonly<Record<string, readonly [number, number, number]>> = {
  VisibilityTimeout: [0, 43_200, 30],
  DelaySeconds: [0, 900, 0],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  MaximumMessageSize: [1024, MAXIMUM_MESSAGE_BYTES, MAXIMUM_MESSAGE_BYTES],
  KmsDataKeyReusePeriodSeconds: [60, 86_400, 300],
};
const FLAGS = new Set(["FifoQueue", "ContentBasedDeduplication", "SqsManagedSseEnabled"]);
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  DeduplicationScope: ["messageGroup", "queue"],
  FifoThroughputLimit: ["perQueue", "perMessageGroupId"],
};
const DOCUMENTS = new Set(["Policy", "RedrivePolicy", "RedriveAllowPolicy"]);
const FIFO_ONLY = new Set(["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"]);

/** The attributes with flags in lower case: AWS reads `True` as `true` (recorded by LocalStack). */
export function normalizeAttributes(attributes: QueueAttributes): QueueAttributes {
  const normalize = ([name, value]: [string, string]) =>
    FLAGS.has(name) && typeof value === "string" ? [name, value.toLowerCase()] : [name, value];
  return Object.fromEntries(Object.entries(attributes).map(normalize));
}

/** Refuses unknown attributes and values out of bounds, as AWS does. */
export function validateAttributes(attributes: QueueAttributes, fifo: boolean): void {
  for (const [name, value] of Object.entries(attributes)) {
    const bounds = NUMBERS[name];
    const known = bounds || FLAGS.has(name) || CHOICES[name] || DOCUMENTS.has(name) || name === "KmsMasterKeyId";
    if (!known || (FIFO_ONLY.has(name) && !fifo))
      throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    const number = Number(value);
    const valid =
      typeof value === "string" &&
      (!bounds || (/^\d+$/.test(value) && number >= bounds[0] && number <= bounds[1])) &&
      (!FLAGS.has(name) || value === "true" || value === "false") &&
      (CHOICES[name]?.includes(value) ?? true) &&
      (!DOCUMENTS.has(name) || value === "" || parseJsonObject(value) !== undefined);
    if (!valid) throw invalidValue(name);
  }
  if (attributes.RedrivePolicy) readRedrive(attributes.RedrivePolicy);
}

const settingsByText = new Map<string, QueueSettings>();

/** Settings of a queue from its stored attributes; read once per text. */
export function readSettings(text: string): QueueSettings {
  const known = settingsByText.get(text);
  if (known) return known;
  const attributes = JSON.parse(text) as QueueAttributes;
  const number = (name: keyof typeof NUMBERS & string) => Number(attributes[name] ?? NUMBERS[name]?.[2]);
  const settings: QueueSettings = {
    visibilityTimeout: number("VisibilityTimeout") * 1000,
    delay: number("DelaySeconds") * 1000,
    retention: number("MessageRetentionPeriod") * 1000,
    waitTime: number("ReceiveMessageWaitTimeSeconds") * 1000,
    maximumBytes: number("MaximumMessageSize"),
    redrive: attributes.RedrivePolicy ? readRedrive(attributes.RedrivePolicy) : undefined,
    fifo: attributes.FifoQueue === "true",
    contentBasedDeduplication: attributes.ContentBasedDeduplication === "true",
    deduplicatesByGroup: attributes.DeduplicationScope === "messageGroup",
    policy: attributes.Policy || undefined,
    allowsSource: readRedriveAllow(attributes.RedriveAllowPolicy),
  };
  if (settingsByText.size >= 1000) settingsByText.clear();
  settingsByText.set(text, settings);
  return settings;
}

/** All settable attributes with AWS's defaults for those not given. */
export function withDefaults(attributes: QueueAttributes): Record<string, string> {
  const { KmsDataKeyReusePeriodSeconds: _, ...numbers } = NUMBERS;
  const defaults = Object.fromEntries(Object.entries(numbers).map(([name, [, , value]]) => [name, String(value)]));
  return { ...defaults, ...(attributes.KmsMasterKeyId ? {} : { SqsManagedSseEnabled: "true" }), ...attributes };
}

function readRedrive(text: string) {
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Record<string, unknown>;
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== "string" || !Number.isInteger(count) || count < 1 || count > 1000)
    throw invalidValue("RedrivePolicy");
  return { deadLetterArn: deadLetterTargetArn, maxReceiveCount: count };
}

/** See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
function readRedriveAllow(text: string | undefined): (queueArn: string) => boolean {
  const { redrivePermission = "allowAll", sourceQueueArns = [] } = JSON.parse(text || "{}") as {
    redrivePermission?: string;
    sourceQueueArns?: readonly string[];
  };
  return arn => redrivePermission === "allowAll" || (redrivePermission === "byQueue" && sourceQueueArns.includes(arn));
}

function invalidValue(name: string): AwsError {
  return new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}
