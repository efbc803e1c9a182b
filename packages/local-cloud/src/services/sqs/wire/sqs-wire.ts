import type { AwsError } from "../../../kernel/aws-error.ts";
import type { Wire } from "../../../kernel/wire.ts";
import { awsJson } from "../../../protocols/aws-json.ts";
import { keepingHost } from "../../../protocols/request-host.ts";
import { checkTypes } from "./check-types.ts";
import { QUERY_CODES } from "./query-codes.ts";
import { noteTrace } from "./trace-header.ts";

const json = keepingHost(awsJson({ version: "1.0", target: "AmazonSQS", namespace: "com.amazonaws.sqs" }));

/** SQS on the wire: AWS JSON 1.0, compatible with the query protocol's error codes. See https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait */
export const sqsWire: Wire = {
  ...json,
  decode(request) {
    const decoded = json.decode(request);
    checkTypes(decoded.input);
    noteTrace(decoded.operation, decoded.input, request);
    return decoded;
  },
  encodeError(error: AwsError, requestId) {
    const response = json.encodeError(error, requestId);
    const fault = error.status < 500 ? "Sender" : "Receiver";
    const headers = { ...response.headers, "x-amzn-query-error": `${QUERY_CODES[error.code] ?? error.code};${fault}` };
    return { ...response, headers };
  },
};
