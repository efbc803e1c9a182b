import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changedRevisions, type OlderRevisions, revisionFiles } from "@tributary/compat/contracts/changed-revisions";
import { type CompareContractsOptions, compareContracts } from "@tributary/compat/contracts/compare-contracts";
import { comparisonDiagnostics } from "@tributary/compat/contracts/comparison-diagnostics";
import { failingText } from "@tributary/compat/failing-text";
import { payloadText } from "@tributary/compat/payload-text";
import { type Judgement, type Mode, modes } from "@tributary/compat/verdict";
import { checkReleased } from "@tributary/contract-tools/check/check-released";
import type { ContractModel } from "@tributary/contract-tools/contract-model";
import {
  type DiagnosticFormat,
  diagnosticFormats,
  formatDiagnostics,
  isDocument,
} from "@tributary/contract-tools/format-diagnostics";
import { type Command, Option } from "commander";
import { askedFormat } from "../asked-format.ts";
import { comparableContracts } from "../comparable-contracts.ts";
import { compareFiles } from "../compare-files.ts";
import { compatLegend } from "../compat-legend.ts";
import { contractsFolder } from "../contracts-folder.ts";
import { writeGitContracts } from "../git-contracts.ts";
import { configuredContracts, loadConfig } from "../load-config.ts";
import { runCommand, UsageError } from "../run-command.ts";
import { say } from "../say.ts";
import { brokenSchemas, schemaProblems } from "../schema-problems.ts";

interface Options {
  readonly against?: string;
  readonly old?: string;
  readonly new?: string;
  readonly mode?: Mode;
  readonly asWritten?: true;
  readonly byRole?: true;
  readonly format?: DiagnosticFormat;
}

const examples = `
Modes, as in Confluent's Schema Registry, applied to every released revision:
  backward   the new schema reads old data
  forward    the old schema reads new data
  full       both
Without --mode, sent events need forward compatibility and received events backward. Contracts are judged by role: a
sender adds no property that its schema does not describe, and a receiver ignores properties it does not know.
Two files are judged as written; their verdict is plain text unless --format is given.

Examples:
  npx tributary compat                                   compare with everything in contracts/released
  npx tributary compat --against main                    and with a branch, tag or commit
  npx tributary compat --against ../other/contracts
  npx tributary compat --old old.json --new new.json --mode backward

Exit codes: 0 compatible, 1 incompatible or unknown, 2 usage or file problems.`;

/** Adds `tributary compat`. */
export function register(program: Command): void {
  program
    .command("compat")
    .description("Tell whether a change breaks a consumer, with a payload that proves it")
    .argument("[path]", "contracts folder, or its asyncapi.yaml (default: contracts)")
    .option("--against <ref|folder>", "contracts to compare with: a git ref, or a folder")
    .option("--old <file>", "older of two JSON Schemas to compare")
    .option("--new <file>", "newer of two JSON Schemas to compare")
    .addOption(new Option("--mode <mode>", "required compatibility").choices(modes))
    .addOption(new Option("--as-written", "treat unknown properties as the schemas say").conflicts("byRole"))
    .option("--by-role", "treat sent payloads as closed, and receivers as open")
    .addOption(new Option("--format <format>", "format of the findings").choices(diagnosticFormats))
    .addHelpText("after", examples)
    .action((path: string | undefined, options: Options) => runCommand(() => run(path, options).catch(schemaProblems)));
}

async function run(path: string | undefined, options: Options): Promise<number> {
  const { old, new: newer, against, mode } = options;
  if (old !== undefined || newer !== undefined) {
    const { format = "stylish" } = options;
    if (old === undefined || newer === undefined) throw new UsageError("--old and --new need each other");
    if (against !== undefined) throw new UsageError("--against is for contracts, --old and --new for two schemas");
    return compareFiles(old, newer, {
      mode: mode ?? "full",
      judgement: options.byRole ? "by-role" : "as-written",
      format,
    });
  }
  const format = askedFormat(options.format);
  const judgement: Judgement = options.asWritten ? "as-written" : "by-role";
  const root = contractsFolder(path ?? configuredContracts(await loadConfig()));
  const { model, errors } = comparableContracts(root);
  const older = against === undefined ? undefined : olderContracts(root, against);
  // In a document that is not YAML every event would look removed.
  const isUnread = model.document.problems.some(({ severity }) => severity === "error");
  const comparison = isUnread
    ? { broken: [] }
    : compare(model, {
        judgement,
        ...(older === undefined ? {} : { against: older }),
        ...(mode === undefined ? {} : { mode }),
      });
  const judged =
    "broken" in comparison
      ? comparison.broken
      : comparisonDiagnostics(
          comparison,
          model.document.path,
          judgement,
          format === "stylish" ? failingText : payloadText,
        );
  const released = [...checkReleased(model), ...(older === undefined ? [] : changedRevisions(root, older))];
  const found = [...errors, ...released, ...judged];
  if (found.length > 0 || isDocument(format)) process.stdout.write(formatDiagnostics(found, format));
  const comparisons = "broken" in comparison ? [] : comparison.comparisons;
  const breaks = comparisons.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict === "incompatible"));
  if (format === "stylish" && breaks.length > 0)
    process.stdout.write(`\n${compatLegend(new Set(breaks.map(({ direction }) => direction)), judgement)}`);
  if (comparisons.length === 0 && found.length === 0) {
    say("there is nothing to compare with: run `npx tributary release`, or give --against\n");
  } else if (found.length === 0) {
    const events = new Set(comparisons.map(({ event }) => event.detailType)).size;
    const asked = [...new Set(comparisons.map(each => each.mode))].join(", ");
    say(
      `compatible: ${events} ${events === 1 ? "event" : "events"}, ${comparisons.length} older versions (${asked}; ${judgement.replace("-", " ")})\n`,
    );
  }
  return found.length > 0 ? 1 : 0;
}

/** The comparison, or the problems of schemas that it cannot use. */
function compare(model: ContractModel, options: CompareContractsOptions) {
  try {
    return compareContracts(model, options);
  } catch (error) {
    return { broken: brokenSchemas(error, model) };
  }
}

/** Contracts to compare with, read completely: the files of a git ref are temporary. */
interface OlderContracts extends OlderRevisions {
  readonly model: ContractModel;
}

function olderContracts(root: string, against: string): OlderContracts {
  if (against === "") throw new UsageError("--against is empty: name a git ref or a folder");
  const isFolder = existsSync(against) && (statSync(against).isDirectory() || against.endsWith("asyncapi.yaml"));
  if (isFolder) return readOlder(contractsFolder(against), against);
  const folder = mkdtempSync(join(tmpdir(), "tributary-compat-"));
  try {
    writeGitContracts(root, against, folder);
    return readOlder(folder, against);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rejects unreadable contracts, which would otherwise look compatible. */
function readOlder(folder: string, name: string): OlderContracts {
  const { model, errors } = comparableContracts(folder);
  const [error] = errors;
  if (error !== undefined) {
    throw new UsageError(
      `the contracts of ${name} cannot be read: ${error.file.replace(`${folder}/`, "")}:${error.line}:${error.column}: ${error.message}`,
    );
  }
  return { name, model, revisions: revisionFiles(folder) };
}
