import { AwsError } from "../../../kernel/aws-error.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { recordCall } from "../notices/cloud-trail.ts";
import type { FhirRequest, FhirResponse } from "./scope.ts";

/** Runs an operation that changes data, and leaves its CloudTrail record: in one transaction, or of a refusal after it. */
export function recordWrite(
  context: HealthLakeContext,
  eventName: string,
  request: FhirRequest,
  run: () => FhirResponse,
): FhirResponse {
  const record = (statusCode: number) =>
    recordCall(context, { eventName, datastoreId: request.datastoreId, resourceType: request.segments[0], statusCode });
  try {
    return context.store.transaction(() => {
      const response = run();
      record(response.status);
      return response;
    });
  } catch (error) {
    if (error instanceof AwsError) record(error.status);
    throw error;
  }
}
