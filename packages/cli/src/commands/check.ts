import { checkContracts } from "@tributary/contract-tools/check-contracts";
import { fails, type Severity } from "@tributary/contract-tools/diagnostic";
import { docsPage } from "@tributary/contract-tools/docs-page";
import {
  type DiagnosticFormat,
  diagnosticFormats,
  formatDiagnostics,
  isDocument,
} from "@tributary/contract-tools/format-diagnostics";
import { type Command, Option } from "commander";
import { settle } from "../add/alone.ts";
import { askedFormat } from "../asked-format.ts";
import { contractsFolder } from "../contracts-folder.ts";
import { checkedGraph, configFolder, configuredContracts, loadConfig } from "../load-config.ts";
import { runCommand } from "../run-command.ts";
import { say } from "../say.ts";

interface Options {
  readonly format?: DiagnosticFormat;
  readonly graph?: string | boolean;
  readonly config?: string;
  readonly failSeverity?: Severity;
}

/** Adds `tributary check`: reports all faults of the contracts and of their wiring at once. */
export function register(program: Command): void {
  program
    .command("check")
    .description("Check the contracts, and the program's resource graph against them")
    .argument("[path]", "contracts folder, or its asyncapi.yaml (default: contracts)")
    .option("--graph <file>", "resource graph of the program (default: of the first configured stage, if present)")
    .option("--no-graph", "check only the contracts")
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .addOption(new Option("--format <format>", "format of the findings").choices(diagnosticFormats))
    .addOption(
      new Option("--fail-severity <severity>", "from which severity on a finding fails (default: error)").choices([
        "error",
        "warning",
      ]),
    )
    .addHelpText(
      "after",
      `\nExit codes: 0 clean, 1 findings that fail, 2 usage, configuration or file problems.\nThe format is github-actions where GITHUB_ACTIONS is true, else stylish. Rules: ${docsPage("rules")}.\n\nExamples:\n  npx tributary check\n  npx tributary check path/to/contracts --format json\n  npx tributary check --format sarif --fail-severity warning > check.sarif`,
    )
    .action((path: string | undefined, options: Options) => runCommand(() => check(path, options)));
}

const CLEAN = "the contracts are clean";
const UNWIRED = "their wiring was not checked: `npx tributary synth` writes the graph for that";

async function check(path: string | undefined, options: Options): Promise<number> {
  await settle(configFolder(options.config));
  const loaded = await loadConfig(options.config);
  const { config, folder } = loaded;
  const format = askedFormat(options.format);
  const failSeverity = options.failSeverity ?? config.failSeverity ?? "error";
  const root = contractsFolder(path ?? configuredContracts(loaded));
  const graph = checkedGraph(loaded, root, options.graph);
  const isUnwired = graph === undefined && options.graph !== false && config.graph !== false;
  const { sourcePrefix } = config;
  const diagnostics = await checkContracts(root, {
    rules: config,
    folder,
    ...(graph !== undefined && {
      graph,
      // Loaded only when asked: most checks need no bundler.
      programNow: async () => (await import("../program-now.ts")).programNow(loaded, graph),
    }),
    ...(sourcePrefix !== undefined && { sourcePrefix }),
  });
  if (diagnostics.length > 0 || isDocument(format))
    process.stdout.write(formatDiagnostics(diagnostics, format, failSeverity));
  else say(isUnwired ? `${CLEAN}; ${UNWIRED}\n` : `${CLEAN}\n`);
  return fails(diagnostics, failSeverity) ? 1 : 0;
}
