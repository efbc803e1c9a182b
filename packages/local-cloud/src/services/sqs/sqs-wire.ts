import { AwsError } from "../../kernel/aws-error.ts";
import type { Wire } from "../../kernel/wire.ts";
import { awsJson } from "../../protocols/aws-json.ts";
import { keepingHost } from "../../protocols/request-host.ts";
import { QUERY_CODES } from "./query-codes.ts";

const json = keepingHost(awsJson({ version: "1.0", target: "AmazonSQS", namespace: "com.amazonaws.sqs" }));

/** SQS on the wire: AWS JSON 1.0, compatible with the query protocol's error codes. See https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait */
export const sqsWire: Wire = {
  ...json,
  decode(request) {
    const decoded = json.decode(request);
    checkTypes(decoded.input);
    return decoded;
  },
  encodeError(error: AwsError, requestId) {
    const response = json.encodeError(error, requestId);
    const fault = error.status < 500 ? "Sender" : "Receiver";
    const headers = { ...response.headers, "x-amzn-query-error": `${QUERY_CODES[error.code] ?? error.code};${fault}` };
    return { ...response, headers };
  },
};

const TEXTS = ["QueueUrl", "QueueName", "MessageBody", "ReceiptHandle"] as const;

/** Blames the caller for members of a wrong JSON type: the SDKs send none. */
function checkTypes(input: object): void {
  const members = input as Readonly<Record<string, unknown>>;
  const { Entries: entries, MessageAttributes: attributes } = members;
  const isFine =
    TEXTS.every(name => isMissing(members[name]) || typeof members[name] === "string") &&
    (isMissing(attributes) || (isObject(attributes) && Object.values(attributes).every(isObject))) &&
    (isMissing(entries) || (Array.isArray(entries) && entries.every(isObject)));
  if (!isFine) throw new AwsError("SerializationException", "Unexpected value type in payload.");
  for (const entry of (entries ?? []) as object[]) checkTypes(entry);
}

const isMissing = (value: unknown) => value === undefined || value === null;
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
