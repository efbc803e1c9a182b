import type { Violation } from "@tributary/contract/event-contract";
import { explainer, tests } from "@tributary/contract/validator-runtime";
import type { ContractDefinitions } from "../schema/contract-definitions.ts";
import { patternsOf, runtimeDefinitions } from "./emit-definitions.ts";

/** Returns everything that is wrong with a value, exactly where, and which place may be told; nothing for a valid one. */
export type Explain = (value: unknown) => readonly (Violation & { readonly told: string })[];

/** A judge by the definitions that the generated module will judge by, strictly. */
export function explainBy(contract: ContractDefinitions): Explain {
  const definitions = runtimeDefinitions(contract);
  const patterns = patternsOf(contract);
  const decide = tests(definitions, patterns)(contract.root);
  const explain = explainer(definitions, contract.root, patterns);
  return value => (decide(value, true) ? [] : explain(value));
}
