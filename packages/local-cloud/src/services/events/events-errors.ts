import { AwsError } from "../../kernel/aws-error.ts";

/** `ValidationException`, with the reason in words. */
export function validation(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** `ResourceNotFoundException`, for example of a rule or a bus. */
export function notFound(what: string): AwsError {
  return new AwsError("ResourceNotFoundException", `${what} does not exist.`);
}

/** The value, or `ValidationException` as the API words it. */
export function required<T>(value: T | undefined | null, name: string): T {
  if (value === undefined || value === null)
    throw validation(
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}

/** Refuses a name that is too long or has other characters than EventBridge's names have; `member` as the API names it. */
export function checkName(name: string, member: string, longest: number): void {
  const refuse = (constraint: string) =>
    validation(
      `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: ${constraint}`,
    );
  if (name === "") throw refuse("Member must have length greater than or equal to 1");
  if (name.length > longest) throw refuse(`Member must have length less than or equal to ${longest}`);
  if (!/^[.\-_A-Za-z0-9]+$/.test(name))
    throw refuse("Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
}

/** Refuses parameters that would change the outcome and that the local cloud does not have. */
export function refuseParameters(input: object, operation: string, names: readonly string[]): void {
  const given = names.find(name => (input as Record<string, unknown>)[name] !== undefined);
  if (given)
    throw validation(
      `The local cloud does not support ${given} of EventBridge ${operation}; FIDELITY.md lists what it supports.`,
    );
}
