import type { AwsError } from "../../../kernel/aws-error.ts";
import type { Wire } from "../../../kernel/wire.ts";
import { fhirError, headersOf, statusOf, toOutcome } from "./outcome.ts";
import { operationOf } from "./route.ts";
import type { FhirRequest, FhirResponse } from "./scope.ts";

const PATH = /^\/datastore\/([^/]+)\/r4(?:\/(.*))?$/;
/** HTTP's methods that FHIR's interactions of HealthLake use. https://docs.aws.amazon.com/healthlake/latest/devguide/crud-healthlake.html */
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const CONTENT_TYPE = "application/fhir+json;charset=utf-8";

/** FHIR REST below `/datastore/<id>/r4`. */
export const fhirWire: Wire = {
  claims: request => PATH.test(request.path),
  decode(request) {
    // No name of a method that a caller may have made up; the answer to a HEAD has headers alone, so they say it, too.
    if (!METHODS.includes(request.method)) {
      const method = ["HEAD", "OPTIONS"].includes(request.method) ? request.method : "This method";
      const headers = { allow: METHODS.join(", ") };
      throw fhirError(405, `${method} is not supported: only ${METHODS.join(", ")} are.`, { headers });
    }
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

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw fhirError(400, "The address is not well encoded.");
  }
}
