import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { printable, printableJson } from "@tributary/contract/printable";
import { acceptedLossesFile, keptStages } from "@tributary/contract-tools/config/kept-stages";
import { refusalText } from "@tributary/deployment-rules/refusal";
import { refusals } from "@tributary/deployment-rules/refusals";
import { evaluate, stageProblem } from "@tributary/synth/evaluate";
import type { Graph } from "@tributary/synth/graph";
import { installPlatform, isPlatformInstalled } from "@tributary/synth/platform";
import { renderGraph } from "@tributary/synth/render-graph";
import { synth } from "@tributary/synth/synth";
import { SynthError } from "@tributary/synth/synth-error";
import type { SnapshotLoss } from "@tributary/synth/write-snapshots";
import type { Command } from "commander";
import { keptFiles, type LoadedConfig, loadConfig, programFolder } from "../load-config.ts";
import { projectAbove } from "../project-above.ts";
import { runCommand, UsageError } from "../run-command.ts";
import { say } from "../say.ts";
import { snapshotBases } from "../snapshot-bases.ts";

interface Options {
  readonly stage?: string;
  readonly check?: true;
  readonly install?: true;
  readonly fresh?: true;
  readonly out?: string;
  readonly against?: string;
  readonly allowReplace?: readonly string[];
  readonly config?: string;
}

const examples = `
Refuses a change that replaces or deletes a resource that holds data (a table, bucket, bus, archive, queue, key, data store
or log group), compared with the last commit and the files on disk, or with --against. --allow-replace records the
accepted loss in accepted-losses.json, beside the first stage's graph: review it, and commit it with the change.

Examples:
  npx tributary synth                      write the graph of each configured stage
  npx tributary synth --check              exit 1 when one is stale or would lose data
  npx tributary synth --check --against main
                                       compare with main too, as CI does
  npx tributary synth --allow-replace RegistryTable
                                       write, even if that table is replaced or deleted
  npx tributary synth --stage alice        print the graph of stage "alice"
  npx tributary synth --stage alice --out alice.json

Exit codes: 0 clean, 1 stale snapshots or what AWS would refuse (--check), or lost data, 2 usage, an error in the program, or a file problem.`;

/** Adds `tributary synth`. */
export function register(program: Command): void {
  program
    .command("synth")
    .description("Evaluate sst.config.ts offline, and write its resource graph")
    .option("--stage <stage>", "stage to evaluate (default: every stage that is configured)")
    .option(
      "--check",
      "write nothing; exit 1 when a snapshot is stale, a change would lose data, or AWS would refuse it",
    )
    .option("--against <ref|folder>", "snapshots to compare with for lost data: a git ref, or a folder")
    .option(
      "--allow-replace <name>",
      "allow this resource to be replaced or deleted (repeatable)",
      (name, names: string[]) => [...names, name],
      [],
    )
    .option(
      "--fresh",
      "evaluate every stage; without it, a stage is evaluated when something that it reads has changed",
    )
    .option("--out <file>", "file to write the graph of --stage to")
    .option("--install", "only install the SST platform if it is missing")
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .addHelpText("after", examples)
    .action((options: Options) => runCommand(() => run(options).catch(programProblems)));
}

const sayLine = (line: string) => say(`${line}\n`);

async function run(options: Options): Promise<number> {
  const { stage, check = false, fresh = false, install, out, against, allowReplace: allow = [] } = options;
  if (out !== undefined && (stage === undefined || check)) throw new UsageError("--out needs --stage, and no --check");
  const loaded = await loadConfig(options.config);
  const root = resolve(loaded.folder);
  const program = resolve(programFolder(loaded));
  if (!existsSync(join(program, "sst.config.ts"))) throw new UsageError(missingProgram(program, loaded));
  const problem = stage === undefined ? undefined : stageProblem(stage);
  if (problem !== undefined) throw new UsageError(problem);
  const kept = keptFiles(loaded);
  const files = stage === undefined ? kept : filesOf(stage, out && relative(root, resolve(out)), kept);
  if (files === undefined) {
    for (const [option, given] of Object.entries({ check, against, "allow-replace": allow[0] }))
      if (given) throw new UsageError(`--${option}: stage "${stage}" has no snapshot to compare with`);
  }
  const bases = snapshotBases(root, files === undefined ? [] : Object.values(files), against);
  if (!(await isPlatformInstalled(program))) await installPlatform(program, sayLine);
  if (install) return 0;

  if (files === undefined) {
    const [graph] = await evaluate(program, [stage!], { fresh });
    process.stdout.write(printableJson(renderGraph(graph!)));
    return 0;
  }
  const environments = Object.fromEntries(keptStages(loaded.config).map(each => [each.stage, each.environment]));
  const acceptedLosses = acceptedLossesFile(loaded.config);
  const paths = { acceptedLosses, program, kept };
  const changes = await synth(root, files, { check, fresh, bases, allow, environments, ...paths });
  for (const { name, known } of changes.needless)
    throw new UsageError(
      `--allow-replace ${printable(name)}: ${known ? "it loses nothing; leave the option out" : "there is no such resource"}`,
    );
  for (const loss of changes.accepted) sayLine(`accepted: ${place(loss)}`);
  for (const loss of changes.refused) sayLine(`${place(loss)} ${loss.consequence}`);
  const names = new Set(changes.refused.map(({ resource }) => `--allow-replace ${resource}`));
  if (names.size > 0)
    sayLine(
      `${check ? "Refused" : "Nothing written"}. If this may be lost: \`npx tributary synth ${[...names].join(" ")}\``,
    );
  const refused = check ? refusedIn(root, Object.values(files)) : [];
  for (const line of refused) sayLine(line);
  if (check) for (const file of changes.stale) sayLine(`${file} is stale: run \`npx tributary synth\``);
  else if (names.size === 0 && out === undefined)
    sayLine(changes.stale.length === 0 ? "Nothing changed" : `Wrote ${changes.stale.join(", ")}`);
  return names.size > 0 || (check && changes.stale.length > 0) || refused.length > 0 ? 1 : 0;
}

/** What AWS would refuse of the snapshots, a line each; `tributary check` says where in the file. */
function refusedIn(root: string, files: readonly string[]): string[] {
  return files
    .filter(file => existsSync(join(root, file)))
    .flatMap(file => {
      const { resources } = JSON.parse(readFileSync(join(root, file), "utf8")) as Graph;
      return refusals(resources).map(one => printable(`${file}: AWS would refuse it: ${refusalText(one)}`));
    });
}

function missingProgram(folder: string, { config, place }: LoadedConfig): string {
  const where = config.program === undefined || place === undefined ? "" : `${place("/program")}: `;
  const hint = config.program === undefined ? projectAbove("sst.config.ts", folder) : "";
  return `${where}there is no sst.config.ts in ${folder}${hint}`;
}

type Files = Readonly<Record<string, string>>;

/** The file of one stage: its snapshot, unless another one is asked for. */
function filesOf(stage: string, out: string | undefined, kept: Files): Files | undefined {
  const file = out ?? (Object.hasOwn(kept, stage) ? kept[stage] : undefined);
  return file === undefined ? undefined : { [stage]: file };
}

const place = ({ file, resource, type, change }: SnapshotLoss) =>
  printable(`${file}: ${resource} (${type}): ${change}.`);

/** Problems of the program, one line each, so that editors find the places. */
function programProblems(error: unknown): number {
  if (!(error instanceof SynthError)) throw error;
  for (const problem of error.problems) sayLine(problem);
  return 2;
}
