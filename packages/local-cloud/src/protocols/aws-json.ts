import { AwsError } from "../kernel/aws-error.ts";
import type { Wire, WireRequest } from "../kernel/wire.ts";

/** Options of a service that speaks AWS JSON. */
export interface AwsJsonOptions {
  readonly version: "1.0" | "1.1";
  /** What stands before the operation in `X-Amz-Target`: `DynamoDB_20120810`. */
  readonly target: string;
  /** What stands before the error code in `__type`: `com.amazonaws.dynamodb.v20120810`. */
  readonly namespace?: string;
}

/** AWS JSON 1.0 and 1.1. See https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export function awsJson({ version, target, namespace }: AwsJsonOptions): Wire {
  const contentType = `application/x-amz-json-${version}`;
  const prefix = `${target}.`;
  return {
    claims: request => request.headers["x-amz-target"]?.startsWith(prefix) ?? false,
    decode: request => ({
      operation: (request.headers["x-amz-target"] ?? "").slice(prefix.length),
      input: parseBody(request),
    }),
    encode: (_operation, output, requestId) => ({
      status: 200,
      headers: { "content-type": contentType, "x-amzn-requestid": requestId },
      body: JSON.stringify(output ?? {}),
    }),
    encodeError: (error, requestId) => ({
      status: error.status,
      headers: { "content-type": contentType, "x-amzn-requestid": requestId },
      body: JSON.stringify({
        __type: namespace ? `${namespace}#${error.code}` : error.code,
        message: error.message,
        ...error.members,
      }),
    }),
  };
}

/** The JSON object in a body; an empty body is an empty object. */
export function parseBody(request: WireRequest): object {
  if (request.body.length === 0) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(request.body).toString("utf8"));
  } catch (cause) {
    throw new AwsError("SerializationException", "The request body is not valid JSON.", { cause });
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new AwsError("SerializationException", "Start of structure or map found where not expected.");
  return parsed;
}
