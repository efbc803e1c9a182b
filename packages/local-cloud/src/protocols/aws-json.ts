import { AwsError } from "../kernel/aws-error.ts";
import type { Wire, WireRequest } from "../kernel/wire.ts";
import { serviceTable } from "../models/service-table.ts";

/** Options of a service that speaks AWS JSON. */
export interface AwsJsonOptions {
  readonly version: "1.0" | "1.1";
  /** What stands before the operation in `X-Amz-Target`: `DynamoDB_20120810`. */
  readonly target: string;
  /** What stands before the error code in `__type`: `com.amazonaws.dynamodb.v20120810`. */
  readonly namespace?: string;
  /** Its file in `models`, without the ending: an operation without an output there is answered without a body. */
  readonly model?: string;
}

/** AWS JSON 1.0 and 1.1. See https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export function awsJson({ version, target, namespace, model }: AwsJsonOptions): Wire {
  const contentType = `application/x-amz-json-${version}`;
  const prefix = `${target}.`;
  const hasBody = (operation: string) =>
    model === undefined || serviceTable(model).operations[operation]?.[1] !== "unit";
  return {
    claims: request => request.headers["x-amz-target"]?.startsWith(prefix) ?? false,
    decode: request => ({
      operation: (request.headers["x-amz-target"] ?? "").slice(prefix.length),
      input: parseBody(request),
    }),
    encode: (operation, output, requestId) => ({
      status: 200,
      headers: { "content-type": contentType, "x-amzn-requestid": requestId },
      body: hasBody(operation) ? JSON.stringify(output ?? {}) : "",
    }),
    encodeError: (error, requestId) => ({
      status: error.status,
      headers: { "content-type": contentType, "x-amzn-requestid": requestId },
      body: JSON.stringify(namespace ? namespacedError(error, namespace) : { __type: error.code, ...contentOf(error) }),
    }),
  };
}

/** Errors of the framework below AWS's older services, in namespaces of its own. */
const FRAMEWORK: Readonly<Record<string, string>> = {
  ValidationException: "com.amazon.coral.validate",
  ...Object.fromEntries(
    ["SerializationException", "UnknownOperationException", "AccessDeniedException", "InternalFailure"].map(code => [
      code,
      "com.amazon.coral.service",
    ]),
  ),
};

/** Errors of signatures are of that framework too, but write their message as all others do. */
const SIGNATURES: ReadonlySet<string> = new Set([
  ...["MissingAuthenticationTokenException", "IncompleteSignatureException", "UnrecognizedClientException"],
  ...["InvalidSignatureException", "ExpiredTokenException"],
]);

/** Answers of DynamoDB, as dynalite's tests have them, which were run against AWS. */
function namespacedError(error: AwsError, namespace: string): object {
  if (SIGNATURES.has(error.code)) return { __type: `com.amazon.coral.service#${error.code}`, message: error.message };
  const framework = Object.hasOwn(FRAMEWORK, error.code) ? FRAMEWORK[error.code] : undefined;
  const __type = `${framework ?? namespace}#${error.code}`;
  if (framework !== "com.amazon.coral.service") return { __type, ...contentOf(error) };
  return error.message === "" ? { __type } : { __type, Message: error.message };
}

function contentOf({ message, members }: AwsError): object {
  return { message, ...members };
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
