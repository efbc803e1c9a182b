import { AwsError } from "../../../kernel/aws-error.ts";

const TEXTS = [
  ...["QueueUrl", "QueueName", "MessageBody", "MessageGroupId", "MessageDeduplicationId", "ReceiptHandle"],
  ...["Label", "ReceiveRequestAttemptId", "SourceArn", "DestinationArn", "TaskHandle"],
] as const;
const LISTS = [
  ...["Actions", "AttributeNames", "AWSAccountIds", "MessageAttributeNames", "MessageSystemAttributeNames", "TagKeys"],
] as const;
const ATTRIBUTES = ["MessageAttributes", "MessageSystemAttributes"] as const;
const MAPS = ["Attributes", "Tags", "tags"] as const;

/** Blames the caller for members of a wrong type, in either protocol: the SDKs send none. */
export function checkTypes(input: object): void {
  const members = input as Readonly<Record<string, unknown>>;
  const isFine =
    holds(members, TEXTS, isText) &&
    holds(members, LISTS, list => Array.isArray(list) && list.every(isText)) &&
    holds(members, ATTRIBUTES, map => isObject(map) && Object.values(map as object).every(isAttribute)) &&
    holds(members, MAPS, isObject) &&
    holds(members, ["Entries"], entries => Array.isArray(entries) && entries.every(isObject));
  if (!isFine) throw new AwsError("SerializationException", "Unexpected value type in payload.");
  for (const entry of (members.Entries ?? []) as object[]) checkTypes(entry);
}

function holds(
  members: Readonly<Record<string, unknown>>,
  names: readonly string[],
  isFine: (value: unknown) => boolean,
): boolean {
  return names.every(name => (members[name] ?? undefined) === undefined || isFine(members[name]));
}

/** A message attribute; what is missing or of an unknown type is refused later, by its name. */
function isAttribute(value: unknown): boolean {
  return isObject(value) && holds(value as Record<string, unknown>, ["DataType", "StringValue", "BinaryValue"], isText);
}

const isText = (value: unknown) => typeof value === "string";
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
