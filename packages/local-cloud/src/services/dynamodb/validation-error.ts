import { AwsError } from "../../kernel/aws-error.ts";

/** A request that DynamoDB refuses as invalid. Messages carry names and types, never values. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** DynamoDB's message for a violated constraint of a member. */
export function constraintError(member: string, constraint: string): AwsError {
  const path = member.charAt(0).toLowerCase() + member.slice(1);
  return validationError(
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must ${constraint}`,
  );
}
