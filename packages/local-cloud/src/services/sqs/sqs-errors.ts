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
  return new AwsError("ResourceNotFoundException", message);
}
