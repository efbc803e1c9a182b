import { AwsError } from "../../kernel/aws-error.ts";

/** A request that DynamoDB refuses as invalid. Messages never hold what an item holds. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
