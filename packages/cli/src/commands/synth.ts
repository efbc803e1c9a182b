import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { evaluate } from "@tributary/synth/evaluate";
import { installPlatform, isPlatformInstalled } from "@tributary/synth/platform";
import { renderGraph } from "@tributary/synth/render-graph";
import { snapshots } from "@tributary/synth/snapshots";
import { synth } from "@tributary/synth/synth";
import { SynthError } from "@tributary/synth/synth-error";
import type { Command } from "commander";
import { projectAbove } from "../project-above.ts";
import { runCommand, UsageError } from "../run-command.ts";

interface Options {
  readonly stage?: string;
  readonly check?: true;
  readonly install?: true;
  readonly out?: string;
}

const examples = `
Examples:
  tributary synth                      write ${Object.values(snapshots).join(", ")}
  tributary synth --check              exit 1 when one of them is stale
  tributary synth --stage alice        print the graph of stage "alice"
  tributary synth --stage alice --out alice.json

Exit codes: 0 clean, 1 stale snapshots (--check), 2 errors in the program, in usage, or in reading and writing.`;

/** Adds `tributary synth`. */
export function register(program: Command): void {
  program
    .command("synth")
    .description("Evaluate sst.config.ts offline and write its resource graph")
    .option("--stage <stage>", "evaluate this stage; without it, every stage that has a snapshot")
    .option("--check", "write nothing; exit 1 when a snapshot is stale")
    .option("--out <file>", "with --stage: write the graph to this file")
    .option("--install", "only install the SST platform, when it is missing")
    .addHelpText("after", examples)
    .action((options: Options) => runCommand(() => run(process.cwd(), options).catch(programProblems)));
}

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function run(root: string, { stage, check, install, out }: Options): Promise<number> {
  if (out !== undefined && (stage === undefined || check)) throw new UsageError("--out needs --stage, and no --check");
  if (!existsSync(join(root, "sst.config.ts")))
    throw new UsageError(`there is no sst.config.ts in ${root}${projectAbove("sst.config.ts", root)}`);
  if (!(await isPlatformInstalled(root))) await installPlatform(root, say);
  if (install) return 0;

  const snapshot = stage === undefined || (Object.hasOwn(snapshots, stage) && out === undefined);
  if (!snapshot) {
    if (check) throw new UsageError(`stage "${stage}" has no snapshot to check`);
    const [graph] = await evaluate(root, [stage]);
    const text = renderGraph(graph!);
    if (out === undefined) process.stdout.write(text);
    else await writeFile(out, text);
    return 0;
  }
  const stale = await synth(root, stage === undefined ? Object.keys(snapshots) : [stage], { check: check ?? false });
  if (!check) say(stale.length === 0 ? "Nothing changed" : `Wrote ${stale.join(", ")}`);
  for (const file of check ? stale : []) say(`${file} is stale: run \`tributary synth\``);
  return check && stale.length > 0 ? 1 : 0;
}

/** What is wrong with the program, one line each, so that editors find the places. */
function programProblems(error: unknown): number {
  if (!(error instanceof SynthError)) throw error;
  for (const problem of error.problems) say(problem);
  return 2;
}
