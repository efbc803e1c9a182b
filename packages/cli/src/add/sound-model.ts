import type { ContractModel } from "@tributary/contract-tools/contract-model";
import { loadContracts } from "@tributary/contract-tools/load-contracts";
import { contractsFolder } from "../contracts-folder.ts";
import { configuredContracts, type LoadedConfig } from "../load-config.ts";
import { UsageError } from "../run-command.ts";

/** The contracts of the current folder. Throws a `UsageError` when they cannot be read in full: then nothing is added to them. */
export function soundModel(loaded: LoadedConfig): ContractModel {
  const { model, diagnostics } = loadContracts(contractsFolder(configuredContracts(loaded)));
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (error !== undefined)
    throw new UsageError(`mend the contracts first: ${error.file}:${error.line}:${error.column} ${error.message}`);
  return model;
}

/** The text that the model has of its document, by its path. */
export const documentRead = ({ document: { path, text } }: ContractModel): ReadonlyMap<string, string> =>
  new Map([[path, text]]);
