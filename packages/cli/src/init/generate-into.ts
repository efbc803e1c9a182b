import { join } from "node:path";
import { generateContracts } from "@tributary/contract-tools/generate-contracts";

/** Generates the modules of the contracts in a new repository. */
export async function generateInto(folder: string, sourcePrefix: string): Promise<void> {
  const { diagnostics } = await generateContracts(join(folder, "contracts"), { sourcePrefix });
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (error !== undefined) throw new Error(`The template's contracts have an error: ${error.message}`);
}
