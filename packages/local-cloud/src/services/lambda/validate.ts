import { AwsError } from "../../kernel/aws-error.ts";

/** Lambda's refusal of a parameter. */
export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}

/** Refuses members that would change the outcome here, naming the first. Null, false, 0, and empty values say nothing. */
export function refuseMembers(input: object, members: readonly string[]): void {
  for (const member of members) {
    const value: unknown = (input as Record<string, unknown>)[member];
    if (value === undefined || value === null || value === false || value === 0 || value === "") continue;
    if (typeof value === "object" && Object.keys(value).length === 0) continue;
    throw unsupportedMember(member);
  }
}

/** Lambda's refusal of a member that the local cloud does not support. */
export function unsupportedMember(member: string): AwsError {
  return invalidParameter(`The local cloud does not support ${member}; FIDELITY.md lists what it supports.`);
}

/** Refuses a handler that is no module below the functions' root: whatever it names would run in this process. */
export function checkHandler(handler: unknown): void {
  if (typeof handler === "string" && /^[\w./$@-]+\.[\w$]+$/.test(handler) && !handler.includes("../")) return;
  throw invalidParameter("Handler has to name a module below the functions' root and its export: folder/module.export");
}
