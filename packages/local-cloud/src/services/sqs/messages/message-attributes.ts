import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/aws-error.ts";
import { invalidParameter } from "../sqs-errors.ts";

/** One message attribute, as on the wire: binary values in base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** Most attributes on one message. */
const MAXIMUM_ATTRIBUTES = 10;
const NAME = /^(?!aws\.|amazon\.)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/i;

/** Refuses attributes that SQS refuses. See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
export function validateMessageAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > MAXIMUM_ATTRIBUTES)
    throw new AwsError(
      "InvalidParameterValue",
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`,
    );
  for (const [name, value] of entries) {
    if (name.length > 256 || !NAME.test(name))
      throw invalidParameter("MessageAttributes", "An attribute name has characters or a prefix that are not allowed.");
    const type = value.DataType?.split(".")[0];
    if (type !== "String" && type !== "Number" && type !== "Binary")
      throw new AwsError(
        "InvalidParameterValue",
        `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
      );
    const content = type === "Binary" ? value.BinaryValue : value.StringValue;
    if (!content)
      throw new AwsError(
        "InvalidParameterValue",
        `The message (user) attribute '${name}' must contain a non-empty value of its type.`,
      );
    if (type === "Number" && !Number.isFinite(Number(content)))
      throw new AwsError("InvalidParameterValue", `The message (user) attribute '${name}' must be a number.`);
  }
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
    const value = attributes[name] as MessageAttribute;
    add(Buffer.from(name));
    add(Buffer.from(value.DataType));
    hash.update(Buffer.from([value.DataType.startsWith("Binary") ? 2 : 1]));
    add(valueBytes(value));
  }
  return hash.digest("hex");
}

function valueBytes(value: MessageAttribute): Uint8Array {
  return value.DataType?.startsWith("Binary")
    ? Buffer.from(value.BinaryValue ?? "", "base64")
    : Buffer.from(value.StringValue ?? "");
}
