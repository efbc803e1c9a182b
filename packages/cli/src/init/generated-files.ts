import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { generateContracts } from "@tributary/contract-tools/generate-contracts";
import { writeFiles } from "../add/write-files.ts";

/** What is generated from the contracts among the files of a new repository, by path. */
export async function generatedFiles(
  files: ReadonlyMap<string, string | Buffer>,
  sourcePrefix: string,
): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-init-"));
  try {
    const contracts = [...files].filter(([path]) => path.startsWith("contracts/"));
    writeFiles(new Map(contracts.map(([path, text]) => [join(folder, path), String(text)])));
    const { written, diagnostics } = await generateContracts(join(folder, "contracts"), { sourcePrefix });
    const error = diagnostics.find(({ severity }) => severity === "error");
    if (error !== undefined) throw new Error(`The template's contracts have an error: ${error.message}`);
    return new Map(written.map(path => [relative(folder, path), readFileSync(path, "utf8")]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
