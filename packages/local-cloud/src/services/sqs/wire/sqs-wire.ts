import type { AwsError } from "../../../kernel/aws-error.ts";
import type { Wire } from "../../../kernel/wire.ts";
import { awsJson } from "../../../protocols/aws-json.ts";
import { queryError } from "../../../protocols/aws-query.ts";
import { keepingHost } from "../../../protocols/request-host.ts";
import { keepingTrace } from "../../../protocols/request-trace.ts";

const json = awsJson({ version: "1.0", target: "AmazonSQS", namespace: "com.amazonaws.sqs", model: "sqs" });

/** SQS on the wire: AWS JSON 1.0, compatible with the query protocol's error codes. See https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait */
export const sqsWire: Wire = {
  ...keepingTrace(keepingHost(json)),
  encodeError(error: AwsError, requestId) {
    const response = json.encodeError(error, requestId);
    const { code, status } = queryError("sqs", error);
    const fault = status < 500 ? "Sender" : "Receiver";
    return { ...response, status, headers: { ...response.headers, "x-amzn-query-error": `${code};${fault}` } };
  },
};
