import { AwsError } from "../kernel/aws-error.ts";
import type { CustomerKey } from "./find-key.ts";

/**
 * The error of a service for data whose key is disabled or deleted.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function refuseUnusableKey(service: string, { arn, fault }: CustomerKey): void {
  if (fault === undefined) return;
  const message = fault === "disabled" ? `${arn} is disabled.` : `${arn} is pending deletion.`;
  if (service === "sqs") throw new AwsError(fault === "disabled" ? "KmsDisabled" : "KmsInvalidState", message);
  if (service === "s3")
    throw new AwsError(fault === "disabled" ? "KMS.DisabledException" : "KMS.KMSInvalidStateException", message);
  throw new AwsError(UNDOCUMENTED, `KMS key access denied error: ${message}`, {
    status: service === "healthlake-fhir" ? 403 : 400,
  });
}

/** Of DynamoDB, its streams and HealthLake, the pages name no error (2026-11-29); DynamoDB begins its text like this. */
const UNDOCUMENTED = "AccessDeniedException";
