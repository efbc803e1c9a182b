import { AwsError } from "../../kernel/aws-error.ts";
import { constraintError, validationError } from "./validation-error.ts";

/** A request as the wire brought it. */
export type Input = Readonly<Record<string, unknown>>;

/** A text member; undefined when absent. */
export function optionalText(input: Input, member: string): string | undefined {
  const value = input[member] ?? undefined;
  if (value !== undefined && typeof value !== "string") throw wrongType(member);
  return value;
}

/** A text member that must be there. */
export function requiredText(input: Input, member: string): string {
  const value = optionalText(input, member);
  if (value === undefined) throw constraintError(member, "not be null");
  return value;
}

/** A whole number within bounds; undefined when absent. */
export function optionalInteger(input: Input, member: string, least: number, most = Number.MAX_SAFE_INTEGER) {
  const value = input[member] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) throw wrongType(member);
  if (value < least) throw constraintError(member, `have value greater than or equal to ${least}`);
  if (value > most) throw constraintError(member, `have value less than or equal to ${most}`);
  return value;
}

/** A switch; undefined when absent. */
export function optionalBoolean(input: Input, member: string): boolean | undefined {
  const value = input[member] ?? undefined;
  if (value !== undefined && typeof value !== "boolean") throw wrongType(member);
  return value;
}

/** One of a few words; undefined when absent. */
export function optionalWord<const Word extends string>(input: Input, member: string, words: readonly Word[]) {
  const value = optionalText(input, member);
  if (value === undefined) return undefined;
  const word = words.find(candidate => candidate === value);
  if (word === undefined) throw constraintError(member, `satisfy enum value set: [${words.join(", ")}]`);
  return word;
}

/** A structure or map; undefined when absent. */
export function optionalObject(input: Input, member: string): Input | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) throw wrongType(member);
  return value as Input;
}

/** A structure or map that must be there. */
export function requiredObject(input: Input, member: string): Input {
  const value = optionalObject(input, member);
  if (value === undefined) throw constraintError(member, "not be null");
  return value;
}

/** A list of structures; undefined when absent. */
export function optionalObjects(input: Input, member: string): Input[] | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some(each => typeof each !== "object" || each === null)) throw wrongType(member);
  return value;
}

/** A list of texts; undefined when absent. */
export function optionalTexts(input: Input, member: string): string[] | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some(each => typeof each !== "string")) throw wrongType(member);
  return value;
}

/** Refuses members that would change the outcome and that the local cloud does not have. */
export function refuseMembers(input: Input, members: readonly string[]): void {
  for (const member of members)
    if (input[member] !== undefined && input[member] !== null)
      throw validationError(
        `The local cloud does not support the parameter ${member}; FIDELITY.md lists what it supports.`,
      );
}

function wrongType(member: string): AwsError {
  return new AwsError("SerializationException", `Unexpected value type in payload: ${member}`);
}
