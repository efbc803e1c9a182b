import type { Violation } from "@tributary/contract/event-contract";
import { type EmittedValidator, validator } from "@tributary/contract/validator-runtime";
import type { ErrorObject } from "ajv";

/** ajv's errors, as the runtime of the generated modules would report them. */
export function toViolations(errors: readonly ErrorObject[]): readonly Violation[] {
  const refuse: EmittedValidator = Object.assign(() => false, { errors });
  const verdict = validator(refuse, () => refuse)(undefined);
  return verdict.valid ? [] : verdict.violations;
}
