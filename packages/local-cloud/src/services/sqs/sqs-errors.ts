import { AwsError } from "../../kernel/aws-error.ts";

/** `QueueDoesNotExist`, as every operation answers for a queue that is not there. */
export function queueDoesNotExist(): AwsError {
  return new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
}

/** `MissingParameter`, for a required member that is absent. */
export function missingParameter(name: string): AwsError {
  return new AwsError("MissingParameter", `The request must contain the parameter ${name}.`);
}

/** `InvalidParameterValue` in AWS's words, which quote the value: an id, a number or a policy, never a message. */
export function invalidParameter(name: string, value: unknown, reason: string): AwsError {
  return new AwsError("InvalidParameterValue", `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);
}

/** `InvalidParameterValue` for a parameter that only the other type of queue takes. */
export function wrongQueueType(name: string, value: unknown): AwsError {
  return invalidParameter(name, value, "The request include parameter that is not valid for this queue type.");
}

/** `InvalidAttributeName` for an attribute that SQS does not know. */
export function unknownAttribute(name: string): AwsError {
  return new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

/** `ResourceNotFoundException`, as the operations on message move tasks answer. */
export function resourceNotFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, { status: 404 });
}

/** The value, or `MissingParameter`. */
export function required<T>(value: T | undefined | null, name: string): T {
  if (value === undefined || value === null || value === "") throw missingParameter(name);
  return value;
}

/** A whole number within bounds, or `InvalidParameterValue`; undefined stays undefined. */
export function wholeNumber(
  value: unknown,
  name: string,
  from: number,
  to: number,
  reason = from === 0 ? `Must be >= 0 and <= ${to}, if provided.` : `Must be between ${from} and ${to}, if provided.`,
): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < from || value > to)
    throw invalidParameter(name, value, reason);
  return value;
}
