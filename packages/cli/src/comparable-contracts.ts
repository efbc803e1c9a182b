import type { ContractModel } from "@tributary/contract-tools/contract-model";
import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { loadContracts } from "@tributary/contract-tools/load-contracts";
import { unreadParts } from "@tributary/contract-tools/unread-parts";

/** Contracts and their unreadable parts, without which a comparison would wrongly say compatible. */
export function comparableContracts(root: string): { model: ContractModel; errors: readonly Diagnostic[] } {
  const { model, diagnostics } = loadContracts(root);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return { model, errors: errors.length > 0 ? errors : unreadParts(model) };
}
