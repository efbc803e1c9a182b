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
  /** Id, alias or ARN of the key that its messages are encrypted with; undefined where SQS's own key does. */
  readonly key: string | undefined;
  /** Whether a queue may send its dead letters here. */
  readonly allowsSource: (queueArn: string) => boolean;
}

/** Numeric attributes: least, most, default. See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export const NUMBERS: Readonly<Record<string, readonly [number, number, number]>> = {
  VisibilityTimeout: [0, 43_200, 30],
  DelaySeconds: [0, 900, 0],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  MaximumMessageSize: [1024, MAXIMUM_MESSAGE_BYTES, MAXIMUM_MESSAGE_BYTES],
  KmsDataKeyReusePeriodSeconds: [60, 86_400, 300],
};
/** Attributes that are true or false. */
export const FLAGS = new Set(["FifoQueue", "ContentBasedDeduplication", "SqsManagedSseEnabled"]);
/** Attributes of a few fixed values. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  DeduplicationScope: ["messageGroup", "queue"],
  FifoThroughputLimit: ["perQueue", "perMessageGroupId"],
};
/** Attributes that only FIFO queues have, with AWS's defaults. */
export const FIFO_ATTRIBUTES: Readonly<Record<string, string>> = {
  FifoQueue: "true",
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

/** The attributes with flags in lower case: AWS reads `True` as `true` (recorded by LocalStack). */
export function normalizeAttributes(attributes: QueueAttributes): QueueAttributes {
  const normalize = ([name, value]: [string, string]) =>
    FLAGS.has(name) ? [name, value.toLowerCase()] : [name, value];
  return Object.fromEntries(Object.entries(attributes).map(normalize));
}

/** The attributes without empty ones: empty text removes a policy or a key. */
export function withoutEmpty(attributes: QueueAttributes): QueueAttributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
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
    key: attributes.KmsMasterKeyId || undefined,
    allowsSource: readRedriveAllow(attributes.RedriveAllowPolicy),
  };
  if (settingsByText.size >= 1000) settingsByText.clear();
  settingsByText.set(text, settings);
  return settings;
}

/** All settable attributes with AWS's defaults for those not given. */
export function withDefaults(attributes: QueueAttributes): Record<string, string> {
  const { KmsDataKeyReusePeriodSeconds, ...numbers } = NUMBERS;
  const defaults = Object.fromEntries(Object.entries(numbers).map(([name, [, , value]]) => [name, String(value)]));
  const encryption: Record<string, string> = attributes.KmsMasterKeyId
    ? { KmsDataKeyReusePeriodSeconds: String(KmsDataKeyReusePeriodSeconds?.[2]), SqsManagedSseEnabled: "false" }
    : { SqsManagedSseEnabled: "true" };
  const { RedrivePolicy } = attributes;
  return {
    ...defaults,
    ...encryption,
    ...(attributes.FifoQueue === "true" && FIFO_ATTRIBUTES),
    ...attributes,
    // AWS stores the count as a number, however it was given. https://github.com/getmoto/moto/pull/2402
    ...(RedrivePolicy && { RedrivePolicy: withNumber(RedrivePolicy) }),
  };
}

function withNumber(redrivePolicy: string): string {
  const policy = JSON.parse(redrivePolicy) as { readonly maxReceiveCount: number | string };
  if (typeof policy.maxReceiveCount === "number") return redrivePolicy;
  return JSON.stringify({ ...policy, maxReceiveCount: Number(policy.maxReceiveCount) });
}

function readRedrive(text: string) {
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as {
    readonly deadLetterTargetArn: string;
    readonly maxReceiveCount: number | string;
  };
  return { deadLetterArn: deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) };
}

/** See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
function readRedriveAllow(text: string | undefined): (queueArn: string) => boolean {
  const { redrivePermission = "allowAll", sourceQueueArns = [] } = JSON.parse(text || "{}") as {
    redrivePermission?: string;
    sourceQueueArns?: readonly string[];
  };
  return arn => redrivePermission === "allowAll" || (redrivePermission === "byQueue" && sourceQueueArns.includes(arn));
}
