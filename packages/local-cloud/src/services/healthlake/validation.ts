import { AwsError } from "../../kernel/aws-error.ts";

/** A request that the control plane does not accept. https://docs.aws.amazon.com/healthlake/latest/APIReference/CommonErrors.html */
export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
