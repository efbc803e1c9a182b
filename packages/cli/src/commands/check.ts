import { checkContracts } from "@tributary/contract-tools/check-contracts";
import {
  type DiagnosticFormat,
  diagnosticFormats,
  formatDiagnostics,
} from "@tributary/contract-tools/format-diagnostics";
import { type Command, Option } from "commander";
import { contractsFolder } from "../contracts-folder.ts";
import { runCommand } from "../run-command.ts";

/** `tributary check`: everything that is wrong with the contracts, at once. */
export function register(program: Command): void {
  program
    .command("check")
    .description("Check the contracts: document, schemas, examples, extensions, names")
    .argument("[path]", "contracts folder, or its asyncapi.yaml", "contracts")
    .addOption(
      new Option("--format <format>", "how findings are written").choices(diagnosticFormats).default("stylish"),
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 clean, 1 errors found, 2 usage or file problems.\n\nExamples:\n  tributary check\n  tributary check path/to/contracts --format json",
    )
    .action((path: string, { format }: { format: DiagnosticFormat }) => runCommand(() => check(path, format)));
}

async function check(path: string, format: DiagnosticFormat): Promise<number> {
  const diagnostics = await checkContracts(contractsFolder(path));
  if (diagnostics.length > 0 || format === "json") process.stdout.write(formatDiagnostics(diagnostics, format));
  else process.stderr.write("the contracts are clean\n");
  return diagnostics.some(({ severity }) => severity === "error") ? 1 : 0;
}
