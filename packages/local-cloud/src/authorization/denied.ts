import type { Principal } from "@tributary/iam-policy/access-request";
import { AwsError } from "../kernel/aws-error.ts";

/** The code and status of a denial, where it is not AccessDeniedException with 400, as AWS JSON has it. */
const shapes: Readonly<Record<string, readonly [code: string, status: number]>> = {
  s3: ["AccessDenied", 403], // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  sts: ["AccessDenied", 403], // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
  lambda: ["AccessDeniedException", 403], // https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
  pipes: ["AccessDeniedException", 403],
  "healthlake-fhir": ["AccessDeniedException", 403],
};

/**
 * The error that a service answers a denial with. That of a key has a code of its own in SQS:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
 */
export function denied(service: string, action: string, message: string, principal?: Principal): AwsError {
  if (service === "sqs" && action.startsWith("kms:")) return new AwsError("KmsAccessDenied", message);
  const [code, status] = shapes[service] ?? ["AccessDeniedException", 400];
  // S3 tells strangers nothing.
  const text = service === "s3" && principal?.kind === "anonymous" ? "Access Denied" : message;
  return new AwsError(code, text, { status });
}

/** The error for keys whose session is over. https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
export function expired(service: string): AwsError {
  const code = ["s3", "sts"].includes(service) ? "ExpiredToken" : "ExpiredTokenException";
  return new AwsError(code, "The security token included in the request is expired", {
    status: shapes[service]?.[1] ?? 400,
  });
}
