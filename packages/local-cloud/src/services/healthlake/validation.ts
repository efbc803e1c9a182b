import { AwsError } from "../../kernel/aws-error.ts";

/** A request that the control plane does not accept. https://docs.aws.amazon.com/healthlake/latest/APIReference/CommonErrors.html */
export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** Refuses parameters that are not supported, by name. */
export function onlyKnown(input: object, known: readonly string[]): void {
  for (const [name, value] of Object.entries(input))
    if (value !== undefined && !known.includes(name)) throw invalid(`The local cloud does not support ${name}.`);
}
