import { AwsError } from "../../kernel/aws-error.ts";

/** `ValidationException`, with the reason in words. */
export function validation(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** `ResourceNotFoundException`, for example of a rule or a bus. */
export function notFound(what: string): AwsError {
  return new AwsError("ResourceNotFoundException", `${what} does not exist.`);
}
