import { AwsError } from "../../../kernel/aws-error.ts";
import { parseJsonObject } from "../../../kernel/parse-json.ts";
import { invalidParameter, unknownAttribute } from "../sqs-errors.ts";
import { CHOICES, FIFO_ATTRIBUTES, FLAGS, NUMBERS, type QueueAttributes } from "./queue-settings.ts";

const DOCUMENTS = new Set(["Policy", "RedrivePolicy", "RedriveAllowPolicy"]);
/** AWS names its own reason for these on a standard queue; the other attributes of FIFO queues are unknown there. */
const HIGH_THROUGHPUT = new Set(["DeduplicationScope", "FifoThroughputLimit"]);
/** Most source queues that a redrive allow policy may name. */
const MAXIMUM_SOURCES = 10;

/**
 * Refuses unknown attributes and values out of bounds. `attributes` are those given; `whole` what the queue would have then.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export function validateAttributes(attributes: QueueAttributes, fifo: boolean, whole = attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    checkName(name, fifo);
    if (!isValid(name, value))
      throw name === "RedrivePolicy"
        ? invalidParameter(name, value, "Redrive policy is not a valid JSON map.")
        : invalidAttribute(name);
  }
  if (attributes.RedrivePolicy) checkRedrive(attributes.RedrivePolicy);
  if (attributes.RedriveAllowPolicy) checkRedriveAllow(attributes.RedriveAllowPolicy);
  if (whole.FifoThroughputLimit === "perMessageGroupId" && whole.DeduplicationScope !== "messageGroup")
    throw invalidAttribute("FifoThroughputLimit", "perMessageGroupId needs the DeduplicationScope messageGroup.");
  if (attributes.SqsManagedSseEnabled === "true" && attributes.KmsMasterKeyId)
    throw new AwsError(
      "InvalidAttributeValue",
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    );
}

/** `InvalidAttributeValue`, with AWS's reason where it gives one. */
export function invalidAttribute(name: string, reason?: string): AwsError {
  const tail = reason === undefined ? "" : ` Reason: ${reason}`;
  return new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.${tail}`);
}

function checkName(name: string, fifo: boolean): void {
  const known = NUMBERS[name] || FLAGS.has(name) || CHOICES[name] || DOCUMENTS.has(name) || name === "KmsMasterKeyId";
  if (!fifo && HIGH_THROUGHPUT.has(name))
    throw new AwsError("InvalidAttributeName", `You can specify the ${name} only when FifoQueue is set to true.`);
  if (!known || (!fifo && name in FIFO_ATTRIBUTES)) throw unknownAttribute(name);
}

function isValid(name: string, value: string): boolean {
  const bounds = NUMBERS[name];
  if (bounds) return /^\d+$/.test(value) && Number(value) >= bounds[0] && Number(value) <= bounds[1];
  if (FLAGS.has(name)) return value === "true" || value === "false";
  if (DOCUMENTS.has(name)) return value === "" || parseJsonObject(value) !== undefined;
  return CHOICES[name]?.includes(value) ?? true;
}

function checkRedrive(text: string): void {
  const policy = parseJsonObject(text) as Record<string, unknown>;
  const refuse = (reason: string) => invalidParameter("RedrivePolicy", text, reason);
  for (const name of ["deadLetterTargetArn", "maxReceiveCount"])
    if (policy[name] === undefined || policy[name] === "")
      throw refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
  const { maxReceiveCount, deadLetterTargetArn } = policy;
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw refuse(
      `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
    );
  if (typeof deadLetterTargetArn !== "string" || !/^arn:[^:]+:sqs:[^:]+:\d+:[^:]+$/.test(deadLetterTargetArn))
    throw refuse("Invalid value for deadLetterTargetArn.");
}

function checkRedriveAllow(text: string): void {
  const { redrivePermission, sourceQueueArns } = parseJsonObject(text) as Record<string, unknown>;
  const named = Array.isArray(sourceQueueArns) && sourceQueueArns.every(arn => typeof arn === "string");
  const fine =
    redrivePermission === "byQueue"
      ? named && sourceQueueArns.length >= 1 && sourceQueueArns.length <= MAXIMUM_SOURCES
      : (redrivePermission === "allowAll" || redrivePermission === "denyAll") && sourceQueueArns === undefined;
  if (!fine) throw invalidAttribute("RedriveAllowPolicy");
}
