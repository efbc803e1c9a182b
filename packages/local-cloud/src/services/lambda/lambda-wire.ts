import { AwsError } from "../../kernel/aws-error.ts";
import type { Wire } from "../../kernel/wire.ts";
import { type Route, restJson } from "../../protocols/rest-json.ts";
import type { InvokeInput, InvokeOutput } from "./invocation.ts";

const functions = "/2015-03-31/functions";
const mappings = "/2015-03-31/event-source-mappings";
const eventInvokeConfig = "/2019-09-25/functions/{FunctionName}/event-invoke-config";
const policy = `${functions}/{FunctionName}/policy`;
const qualifier = { Qualifier: "Qualifier" };

/** Addresses of Lambda's operations. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const routes: readonly Route[] = [
  { operation: "CreateFunction", method: "POST", path: functions, status: 201 },
  { operation: "ListFunctions", method: "GET", path: functions, query: { Marker: "Marker", MaxItems: "MaxItems" } },
  { operation: "GetFunction", method: "GET", path: `${functions}/{FunctionName}` },
  { operation: "DeleteFunction", method: "DELETE", path: `${functions}/{FunctionName}`, status: 204 },
  { operation: "GetFunctionConfiguration", method: "GET", path: `${functions}/{FunctionName}/configuration` },
  { operation: "UpdateFunctionConfiguration", method: "PUT", path: `${functions}/{FunctionName}/configuration` },
  { operation: "AddPermission", method: "POST", path: policy, query: qualifier, status: 201 },
  { operation: "GetPolicy", method: "GET", path: policy, query: qualifier },
  {
    ...{ operation: "RemovePermission", method: "DELETE", path: `${policy}/{StatementId}`, status: 204 },
    query: { ...qualifier, RevisionId: "RevisionId" },
  },
  {
    operation: "Invoke",
    method: "POST",
    path: `${functions}/{FunctionName}/invocations`,
    decode: decodeInvoke,
    encode: encodeInvoke,
  },
  { operation: "PutFunctionConcurrency", method: "PUT", path: "/2017-10-31/functions/{FunctionName}/concurrency" },
  { operation: "PutFunctionEventInvokeConfig", method: "PUT", path: eventInvokeConfig, query: qualifier },
  { operation: "UpdateFunctionEventInvokeConfig", method: "POST", path: eventInvokeConfig, query: qualifier },
  { operation: "GetFunctionEventInvokeConfig", method: "GET", path: eventInvokeConfig, query: qualifier },
  {
    ...{ operation: "DeleteFunctionEventInvokeConfig", method: "DELETE", path: eventInvokeConfig },
    ...{ query: qualifier, status: 204 },
  },
  { operation: "ListFunctionEventInvokeConfigs", method: "GET", path: `${eventInvokeConfig}/list` },
  { operation: "CreateEventSourceMapping", method: "POST", path: mappings, status: 202 },
  {
    operation: "ListEventSourceMappings",
    method: "GET",
    path: mappings,
    query: { EventSourceArn: "EventSourceArn", FunctionName: "FunctionName", Marker: "Marker", MaxItems: "MaxItems" },
  },
  { operation: "GetEventSourceMapping", method: "GET", path: `${mappings}/{UUID}` },
  { operation: "UpdateEventSourceMapping", method: "PUT", path: `${mappings}/{UUID}`, status: 202 },
  { operation: "DeleteEventSourceMapping", method: "DELETE", path: `${mappings}/{UUID}`, status: 202 },
];

/** Lambda's wire format: REST-JSON, with an invocation's payload as the whole body. */
export const lambdaWire: Wire = restJson("lambda", routes);

function decodeInvoke(
  request: { headers: Readonly<Record<string, string>>; body: Uint8Array; query: URLSearchParams },
  parameters: Record<string, string>,
): InvokeInput {
  const Payload = Buffer.from(request.body).toString("utf8");
  const qualifier = request.query.get("Qualifier");
  const name = parameters.FunctionName ?? "";
  if (Payload) checkJson(Payload);
  return {
    FunctionName: qualifier ? `${name}:${qualifier}` : name,
    Payload,
    InvocationType: request.headers["x-amz-invocation-type"] ?? "RequestResponse",
    LogType: request.headers["x-amz-log-type"] ?? "None",
  };
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new AwsError("InvalidRequestContentException", "Could not parse request body into json.", { cause });
  }
}

function encodeInvoke(output: never) {
  const { StatusCode, FunctionError, LogResult, Payload, ExecutedVersion }: InvokeOutput = output;
  return {
    status: StatusCode,
    headers: {
      "content-type": "application/json",
      ...(FunctionError ? { "x-amz-function-error": FunctionError } : {}),
      ...(LogResult === undefined ? {} : { "x-amz-log-result": Buffer.from(LogResult).toString("base64") }),
      ...(ExecutedVersion ? { "x-amz-executed-version": ExecutedVersion } : {}),
    },
    body: Payload ?? "",
  };
}
