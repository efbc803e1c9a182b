import type { Violation } from "./event-contract.ts";

/** Keywords that fail at a name which the value brought, and no contract knows. */
const GIVEN_NAMES = new Set(["additionalProperties", "unevaluatedProperties", "propertyNames", "false schema"]);

/** The place of a violation as it may be told: a name may be a value put in the wrong place, so only names of the contract pass. */
export const withoutGivenName = ({ pointer, keyword }: Pick<Violation, "pointer" | "keyword">): string =>
  GIVEN_NAMES.has(keyword) ? pointer.replace(/[^/]*$/, "*") : pointer;
