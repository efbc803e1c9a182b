import type { AwsError } from "../../../kernel/aws-error.ts";
import type { Wire } from "../../../kernel/wire.ts";
import { fhirError, headersOf, statusOf, toOutcome } from "./outcome.ts";
import type { FhirRequest, FhirResponse } from "./scope.ts";

const PATH = /^\/datastore\/([^/]+)\/r4(?:\/(.*))?$/;
const CONTENT_TYPE = "application/fhir+json;charset=utf-8";

/** FHIR REST below `/datastore/<id>/r4`. Operations are named as HealthLake's actions are in IAM and CloudTrail. */
export const fhirWire: Wire = {
  claims: request => PATH.test(request.path),
  decode(request) {
    const [, datastoreId = "", rest = ""] = PATH.exec(request.path) ?? [];
    const segments = rest
      .split("/")
      .filter(segment => segment !== "")
      .map(decoded);
    const input: FhirRequest = { ...request, datastoreId, segments };
    return { operation: operationOf(request.method, segments), input };
  },
  encode(_operation, output, requestId) {
    const { status, headers, body } = output as FhirResponse;
    return {
      status,
      headers: {
        "x-amzn-requestid": requestId,
        ...(body !== undefined && { "content-type": CONTENT_TYPE }),
        ...headers,
      },
      body: body ?? "",
    };
  },
  encodeError: (error: AwsError, requestId) => ({
    status: statusOf(error),
    headers: { "content-type": CONTENT_TYPE, "x-amzn-requestid": requestId, ...headersOf(error) },
    body: JSON.stringify(toOutcome(error)),
  }),
};

function operationOf(method: string, segments: readonly string[]): string {
  const [first, second, third] = segments;
  const last = segments.at(-1);
  const route = `${method} ${segments.length}`;
  if (last === "$export") return method === "GET" ? "StartFHIRExportJobWithGet" : "StartFHIRExportJobWithPost";
  if (last?.startsWith("$")) return last;
  if (first === "export" && route === "GET 2") return "DescribeFHIRExportJobWithGet";
  if (first === "export" && route === "DELETE 2") return "CancelFHIRExportJobWithDelete";
  if (first === "metadata" && route === "GET 1") return "GetCapabilities";
  if (route === "POST 0") return "ProcessBundle";
  if (second === "_search" && route === "POST 2") return "SearchWithPost";
  // IAM has no other action for the history of a type (docs.aws.amazon.com/service-authorization/latest/reference/list_awshealthlake.html).
  if ((second === "_history" && route === "GET 2") || (third === "_history" && route === "GET 3"))
    return "GetHistoryByResourceId";
  if (third === "_history" && route === "GET 4") return "VersionReadResource";
  return routes[route] ?? `${method} on ${segments.length} segments`;
}

/** By method and number of segments. */
const routes: Readonly<Record<string, string>> = {
  "GET 1": "SearchWithGet",
  "POST 1": "CreateResource",
  "PUT 1": "UpdateResource",
  "DELETE 1": "DeleteResource",
  "GET 2": "ReadResource",
  "PUT 2": "UpdateResource",
  "PATCH 2": "PatchResource",
  "DELETE 2": "DeleteResource",
};

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw fhirError(400, "The address is not well encoded.");
  }
}
