import { AwsError } from "../../kernel/aws-error.ts";

/** Lambda's refusal of a parameter. */
export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}

/** Lambda's refusal of a value outside its limits. */
export function invalidValue(member: string, value: unknown, constraint: string): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

/** Refuses members that would change the outcome here, naming the first. Null, false, 0, and empty values say nothing. */
export function refuseMembers(input: object, members: readonly string[]): void {
  for (const member of members) {
    const value: unknown = (input as Record<string, unknown>)[member];
    if (value === undefined || value === null || value === false || value === 0 || value === "") continue;
    if (typeof value === "object" && Object.keys(value).length === 0) continue;
    throw invalidParameter(`The local cloud does not support ${member}; FIDELITY.md lists what it supports.`);
  }
}

/** Refuses a number outside a range; undefined passes. */
export function checkRange(member: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || value < least)
    throw invalidValue(member, value, `Member must have value greater than or equal to ${least}`);
  if (value > most) throw invalidValue(member, value, `Member must have value less than or equal to ${most}`);
}

/** Refuses a handler that is no module below the functions' root: whatever it names would run in this process. */
export function checkHandler(handler: unknown): void {
  if (typeof handler === "string" && /^[\w./$@-]+\.[\w$]+$/.test(handler) && !handler.includes("../")) return;
  throw invalidParameter("Handler has to name a module below the functions' root and its export: folder/module.export");
}
