import type { AwsError } from "../../kernel/aws-error.ts";
import type { Wire } from "../../kernel/wire.ts";
import { awsJson } from "../../protocols/aws-json.ts";
import { hostOf } from "./queue-url.ts";

/** Codes of the former query protocol, where they differ from the shape's name; SDKs and the CLI show these. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};

const json = awsJson({ version: "1.0", target: "AmazonSQS", namespace: "com.amazonaws.sqs" });

/** SQS on the wire: AWS JSON 1.0, compatible with the query protocol's error codes. See https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait */
export const sqsWire: Wire = {
  ...json,
  decode(request) {
    const { operation, input } = json.decode(request);
    return { operation, input: Object.assign(input, { [hostOf]: request.headers.host }) };
  },
  encodeError(error: AwsError, requestId) {
    const response = json.encodeError(error, requestId);
    const fault = error.status < 500 ? "Sender" : "Receiver";
    const headers = { ...response.headers, "x-amzn-query-error": `${QUERY_CODES[error.code] ?? error.code};${fault}` };
    return { ...response, headers };
  },
};
