import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkContracts } from "@tributary/contract-tools/check-contracts";
import {
  type DiagnosticFormat,
  diagnosticFormats,
  formatDiagnostics,
} from "@tributary/contract-tools/format-diagnostics";
import { type Command, Option } from "commander";
import { contractsFolder } from "../contracts-folder.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly format: DiagnosticFormat;
  readonly graph?: string | false;
}

/** `tributary check`: everything that is wrong with the contracts, and with what is wired for them, at once. */
export function register(program: Command): void {
  program
    .command("check")
    .description("Check the contracts, and the deployed program against them")
    .argument("[path]", "contracts folder, or its asyncapi.yaml", "contracts")
    .option("--graph <file>", "resource graph of the program (default: infra/graph.json beside the folder, if there)")
    .option("--no-graph", "check the contracts alone")
    .addOption(
      new Option("--format <format>", "how findings are written").choices(diagnosticFormats).default("stylish"),
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 clean, 1 errors found, 2 usage or file problems.\n\nExamples:\n  tributary check\n  tributary check path/to/contracts --format json",
    )
    .action((path: string, options: Options) => runCommand(() => check(path, options)));
}

async function check(path: string, { format, graph }: Options): Promise<number> {
  const root = contractsFolder(path);
  const file = graph === false ? undefined : (graph ?? usualGraph(root));
  const diagnostics = await checkContracts(root, file === undefined ? {} : { graph: file });
  if (diagnostics.length > 0 || format === "json") process.stdout.write(formatDiagnostics(diagnostics, format));
  else process.stderr.write("the contracts are clean\n");
  return diagnostics.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** Contracts stand beside the program that deploys them; elsewhere there may be none. */
function usualGraph(root: string): string | undefined {
  const file = join(dirname(root), "infra", "graph.json");
  return existsSync(file) ? file : undefined;
}
