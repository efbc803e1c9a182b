import { AwsError } from "../../kernel/aws-error.ts";

/** `QueueDoesNotExist`, as every operation answers for a queue that is not there. */
export function queueDoesNotExist(): AwsError {
  return new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
}

/** `MissingParameter`, for a required member that is absent. */
export function missingParameter(name: string): AwsError {
  return new AwsError("MissingParameter", `The request must contain the parameter ${name}.`);
}

/** `InvalidParameterValue`, with the reason in words; never with the value, which may be data. */
export function invalidParameter(name: string, reason: string): AwsError {
  return new AwsError("InvalidParameterValue", `Value for parameter ${name} is invalid. Reason: ${reason}`);
}

/** The value, or `MissingParameter`. */
export function required<T>(value: T | undefined | null, name: string): T {
  if (value === undefined || value === null || value === "") throw missingParameter(name);
  return value;
}

/** A whole number within bounds, or `InvalidParameterValue`; undefined stays undefined. */
export function wholeNumber(value: unknown, name: string, from: number, to: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < from || value > to)
    throw invalidParameter(name, `Must be between ${from} and ${to}, if provided.`);
  return value;
}
