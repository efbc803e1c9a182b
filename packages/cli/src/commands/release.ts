import { relative } from "node:path";
import { comparisonDiagnostics } from "@tributary/compat/contracts/comparison-diagnostics";
import { planRelease, writeRelease } from "@tributary/compat/contracts/release-contracts";
import { checkReleased } from "@tributary/contract-tools/check/check-released";
import {
  type DiagnosticFormat,
  diagnosticFormats,
  formatDiagnostics,
  isDocument,
} from "@tributary/contract-tools/format-diagnostics";
import { type Command, Option } from "commander";
import { askedFormat } from "../asked-format.ts";
import { comparableContracts } from "../comparable-contracts.ts";
import { contractsFolder } from "../contracts-folder.ts";
import { configuredContracts, loadConfig } from "../load-config.ts";
import { runCommand } from "../run-command.ts";
import { say } from "../say.ts";
import { schemaFindings, schemaProblems } from "../schema-problems.ts";

const nothing: ReturnType<typeof planRelease> = {
  revisions: [],
  comparison: { comparisons: [], removed: [], claimChecked: [] },
};

const examples = `
Writes a revision for each event whose schema differs from its newest revision. Refuses a change that breaks a consumer:
that needs a new version of the event (.v2) beside the one received now.

Examples:
  npx tributary release
  npx tributary release --check      write nothing; exit 1 when a revision is due

Exit codes: 0 done, 1 refused (or, with --check, a revision is due), 2 usage or file problems.`;

/** Adds `tributary release`. */
export function register(program: Command): void {
  program
    .command("release")
    .description("Freeze the schemas of all events in contracts/released")
    .argument("[path]", "contracts folder, or its asyncapi.yaml (default: contracts)")
    .option("--check", "write nothing; exit 1 when a revision is due")
    .addOption(
      new Option("--format <format>", "format of the findings; all but stylish list revisions on stderr").choices(
        diagnosticFormats,
      ),
    )
    .addHelpText("after", examples)
    .action((path: string | undefined, { check, format }: { check?: true; format?: DiagnosticFormat }) =>
      runCommand(() => run(path, check === true, askedFormat(format)).catch(schemaProblems)),
    );
}

async function run(path: string | undefined, check: boolean, format: DiagnosticFormat): Promise<number> {
  const { model, errors } = comparableContracts(contractsFolder(path ?? configuredContracts(await loadConfig())));
  // First revisions have nothing to compare with, and a broken one would stay frozen.
  const broken = schemaFindings(model);
  const { revisions, comparison } = broken.length > 0 ? nothing : planRelease(model);
  const judged = comparisonDiagnostics(comparison, model.document.path, "by-role");
  const found = [...errors, ...checkReleased(model), ...broken, ...judged];
  if (found.length > 0 || isDocument(format)) process.stdout.write(formatDiagnostics(found, format));
  if (found.length > 0) {
    say("nothing was released\n");
    return 1;
  }
  if (!check) writeRelease(revisions);
  const said = isDocument(format) ? process.stderr : process.stdout;
  for (const { file, detailType, revision } of revisions) {
    say(`${check ? "to release" : "released"}: ${detailType} revision ${revision} in ${relative(".", file)}\n`, said);
  }
  if (revisions.length === 0) say(`${model.events.length} events, nothing to release\n`);
  return check && revisions.length > 0 ? 1 : 0;
}
