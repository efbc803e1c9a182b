import { existsSync } from "node:fs";
import { relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createMemory } from "@tributary/contract-tools/check-cache";
import { folderStore } from "@tributary/contract-tools/emission-store";
import {
  type DiagnosticFormat,
  diagnosticFormats,
  formatDiagnostics,
  isDocument,
} from "@tributary/contract-tools/format-diagnostics";
import { type GenerateOptions, generateContracts } from "@tributary/contract-tools/generate-contracts";
import { type Command, Option } from "commander";
import { settle } from "../add/alone.ts";
import { askedFormat } from "../asked-format.ts";
import { contractsFolder } from "../contracts-folder.ts";
import { configFolder, configuredContracts, loadConfig } from "../load-config.ts";
import { explainError, runCommand, UsageError } from "../run-command.ts";
import { say } from "../say.ts";
import { watchFolder } from "../watch-folder.ts";

interface Options {
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly config?: string;
  readonly format?: DiagnosticFormat;
}

/** The usual cache folder of the ecosystem's tools. */
const keptEmissions = "node_modules/.cache/tributary";

/** Milliseconds to wait for more events: one save or checkout arrives as several, of half-written files. */
const BURST_MS = 30;

/** Adds `tributary generate`: types, validators and operations from the contracts. */
export function register(program: Command): void {
  program
    .command("generate")
    .description("Write the typed modules of every event and service into contracts/generated")
    .argument("[path]", "contracts folder, or its asyncapi.yaml (default: contracts)")
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .option("--check", "write nothing; name stale files and exit 1")
    .option("--watch", "keep running, and regenerate on every change")
    .addOption(
      new Option("--format <format>", "format of the findings; all but stylish list stale files on stderr").choices(
        diagnosticFormats,
      ),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  npx tributary generate\n  npx tributary generate --check\n  npx tributary generate --watch",
    )
    .action((path: string | undefined, options: Options) => runCommand(() => generate(path, options)));
}

async function generate(path: string | undefined, options: Options): Promise<number> {
  if (options.check && options.watch) throw new UsageError("--check and --watch exclude each other");
  if (options.watch && options.format !== undefined && isDocument(options.format)) {
    throw new UsageError(
      "--watch writes findings as stylish or github-actions: it would write one document after the other",
    );
  }
  await settle(configFolder(options.config));
  const loaded = await loadConfig(options.config);
  const root = contractsFolder(path ?? configuredContracts(loaded));
  // A check judges the generated files, so it trusts no cache.
  const kept = options.check || !existsSync("node_modules") ? {} : { store: folderStore(keptEmissions) };
  const work = {
    ...kept,
    check: options.check === true,
    memory: createMemory(),
    rules: loaded.config,
    folder: loaded.folder,
    ...(loaded.config.sourcePrefix !== undefined && { sourcePrefix: loaded.config.sourcePrefix }),
  };
  const format = askedFormat(options.format);
  const code = await generateOnce(root, work, format);
  if (options.watch) await regenerateOnChange(root, () => generateOnce(root, work, format));
  return code;
}

async function generateOnce(root: string, options: GenerateOptions, format: DiagnosticFormat): Promise<number> {
  const started = performance.now();
  const { check } = options;
  const { diagnostics, written, removed, total } = await generateContracts(root, options);
  if (diagnostics.length > 0 || isDocument(format)) process.stdout.write(formatDiagnostics(diagnostics, format));
  if (diagnostics.some(({ severity }) => severity === "error")) return 1;
  const took = `${Math.round(performance.now() - started)} ms`;
  const changed = [...written, ...removed];
  const said = isDocument(format) ? process.stderr : process.stdout;
  if (check) for (const file of changed) say(`stale: ${relative(".", file)}\n`, said);
  const names =
    !check && changed.length > 0 && changed.length <= 4
      ? ` (${changed.map(file => relative(root, file)).join(", ")})`
      : "";
  const outcome = check
    ? changed.length === 0
      ? `${total} generated files are up to date`
      : `${changed.length} stale; run \`npx tributary generate\``
    : `generated ${total} files, ${changed.length} changed${names}`;
  say(`${outcome}, ${took}\n`);
  return check && changed.length > 0 ? 1 : 0;
}

/** Never returns. A change during a round starts another round. */
async function regenerateOnChange(root: string, regenerate: () => Promise<unknown>): Promise<never> {
  let wake = Promise.withResolvers<void>();
  watchFolder(
    root,
    path => path === "generated",
    () => wake.resolve(),
  );
  say(`watching ${relative(".", root) || "."}\n`);
  for (;;) {
    await wake.promise;
    await setTimeout(BURST_MS);
    wake = Promise.withResolvers<void>();
    // A file may be missing briefly while an editor saves it; the next event triggers another round.
    await regenerate().catch(error => say(`tributary: ${explainError(error)}\n`));
  }
}
