import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { MessageAttributeValue } from "../../../models/sqs-types.ts";
import { INVALID_CHARACTERS, isMessageText } from "./characters.ts";

/** Message attributes by name, as on the wire: binary values in base64. */
export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

/** Most attributes on one message. */
const MAXIMUM_ATTRIBUTES = 10;
/** Most characters of a name, and of a type. */
const LONGEST_NAME = 256;
/** Letters of any script: AWS takes `attr.1øßä` (recorded by LocalStack), though its guide names only those of ASCII. */
const NAME = /^[\p{L}\p{N}_.-]+$/u;
const RESERVED = /^(aws|amazon)\./i;

/** Refuses attributes that SQS refuses. See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
export function validateMessageAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > MAXIMUM_ATTRIBUTES)
    throw refused(`Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  for (const [name, value] of entries) {
    checkName(name);
    checkValue(name, value);
  }
}

/** Refuses all but an X-Ray trace header. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_MessageSystemAttributeValue.html */
export function validateSystemAttributes(attributes: MessageAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (name !== "AWSTraceHeader")
      throw refused(
        `Message system attribute name '${name}' is invalid. You must use only the following supported names: [AWSTraceHeader].`,
      );
    if (value.DataType !== "String" || !value.StringValue)
      throw refused("The message system attribute 'AWSTraceHeader' must have a non-empty value of type 'String'.");
  }
}

function checkName(name: string): void {
  if (name === "") throw refused("Message (user) attribute names must not be empty.");
  if (name.length > LONGEST_NAME) throw refused("Message (user) attribute names must be shorter than 256 Bytes");
  if (!NAME.test(name))
    throw refused(
      "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ",
    );
  if (RESERVED.test(name) || name.startsWith(".") || name.endsWith(".") || name.includes(".."))
    throw refused(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'.",
    );
}

function checkValue(name: string, value: MessageAttributeValue): void {
  const [type] = value.DataType?.split(".") ?? [];
  if (!type) throw refused(`The message (user) attribute '${name}' must contain a non-empty message attribute type.`);
  if (type !== "String" && type !== "Number" && type !== "Binary")
    throw refused(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  if (value.DataType.length > LONGEST_NAME)
    throw refused("Message (user) attribute types must be shorter than 256 Bytes");
  if (value.StringListValues?.length || value.BinaryListValues?.length)
    throw new AwsError(
      "UnsupportedOperation",
      "Message attribute list values in SendMessage operation are not supported.",
    );
  const content = type === "Binary" ? value.BinaryValue : value.StringValue;
  if (!content) throw refused(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
  if (type !== "Binary" && !isMessageText(content)) throw refused(INVALID_CHARACTERS);
  if (type === "Number" && (content.trim() === "" || !Number.isFinite(Number(content))))
    throw refused(`Can't cast the value of message (user) attribute '${name}' to a number.`);
}

function refused(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

/** Bytes that attributes add to a message's size: names, types and values. */
export function attributeBytes(attributes: MessageAttributes): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(attributes))
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value.DataType ?? "") + valueBytes(value).byteLength;
  return bytes;
}

/**
 * The attributes asked for: names, `All`, `*`, `.*`, or a prefix with `.*`. `Hel.*` selects `Hello`, as LocalStack recorded
 * of AWS (`test_receive_message_message_attribute_names_filters`).
 */
export function selectAttributes(attributes: MessageAttributes, wanted: readonly string[]): MessageAttributes {
  if (["All", "*", ".*"].some(all => wanted.includes(all))) return attributes;
  const asked = (name: string) =>
    wanted.some(want => want === name || (want.endsWith(".*") && name.startsWith(want.slice(0, -2))));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => asked(name)));
}

/** MD5 of attributes, which SDKs compare. The algorithm: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const hash = createHash("md5");
  const add = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    hash.update(length).update(bytes);
  };
  for (const name of Object.keys(attributes).sort()) {
    const value = attributes[name] as MessageAttributeValue;
    add(Buffer.from(name));
    add(Buffer.from(value.DataType));
    hash.update(Buffer.from([value.DataType.startsWith("Binary") ? 2 : 1]));
    add(valueBytes(value));
  }
  return hash.digest("hex");
}

function valueBytes(value: MessageAttributeValue): Uint8Array {
  return value.DataType?.startsWith("Binary")
    ? Buffer.from(value.BinaryValue ?? "", "base64")
    : Buffer.from(value.StringValue ?? "");
}
