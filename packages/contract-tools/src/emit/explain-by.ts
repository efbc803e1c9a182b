import type { Violation } from "@tributary/contract/event-contract";
import { tests, validators } from "@tributary/contract/validator-runtime";
import type { ContractDefinitions } from "../schema/contract-definitions.ts";
import { patternsOf, runtimeDefinitions } from "./emit-definitions.ts";

/** Returns everything that is wrong with a value; nothing for a valid one. */
export type Explain = (value: unknown) => readonly Violation[];

/** A judge by the definitions that the generated module will judge by, strictly. */
export function explainBy(contract: ContractDefinitions): Explain {
  const definitions = runtimeDefinitions(contract);
  const patterns = patternsOf(contract);
  const decide = tests(definitions, patterns)(contract.root);
  const { strict } = validators(definitions, contract.root, decide, patterns);
  return value => {
    const result = strict(value);
    return result.valid ? [] : result.violations;
  };
}
