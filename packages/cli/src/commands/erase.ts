import { createPace } from "@tributary/bus/pace";
import { docsPage } from "@tributary/contract-tools/docs-page";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import Table from "cli-table3";
import { type Command, Option } from "commander";
import { erasurePlaces } from "../erase/erasure-places.ts";
import { loadErasures } from "../erase/load-erasures.ts";
import type { PlaceReport } from "../erase/place-report.ts";
import { stageLinks } from "../erase/stage-links.ts";
import { configured, keptFiles, loadConfig, mainStage } from "../load-config.ts";
import { readRate } from "../read-rate.ts";
import { runCommand, UsageError } from "../run-command.ts";
import { say, sayJson } from "../say.ts";

interface Options {
  readonly patient: string;
  readonly stage?: string;
  readonly graph?: string;
  readonly apply?: boolean;
  readonly archives: "keep" | "recreate";
  readonly rate?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly config?: string;
}

const examples = `
Delete the patient at the source first, and wait until the deletion has arrived: this command removes only what the pipeline
keeps. Without --apply it changes nothing, but hides messages of unread queues while it inspects them. It prints places and
counts, never a value. Run it until it finds nothing; ${docsPage("erasure.md")} has the whole procedure and the permissions needed.

Examples:
  npx tributary erase --patient 17                                              in the local cloud
  npx sst shell --stage production -- npx tributary erase --stage production --patient 17
  … erase --stage production --patient 17 --apply --rate 200
  … erase --stage production --patient 17 --apply --archives recreate       drops archived events of every patient

Exit codes: 0 nothing of the patient is left, 1 something is left or could not be inspected, 2 usage or configuration.`;

/** Adds `tributary erase`. */
export function register(program: Command): void {
  program
    .command("erase")
    .description("Find what the pipeline keeps of one patient, and erase it")
    .requiredOption("--patient <key>", "the patient's key in the source of record (required)")
    .option("--apply", "erase (default: only report)")
    .addOption(
      new Option("--archives <what>", "with --apply: what happens to archives that may hold events of the patient")
        .choices(["keep", "recreate"])
        .default("keep"),
    )
    .option("--rate <n>", "at most this many items, messages and objects a second")
    .option("--stage <stage>", "deployed stage (default: the first that is configured)")
    .option("--graph <file>", "resource graph written by `npx tributary synth --stage` (default: the stage's snapshot)")
    .option("--json", "print places and counts as one JSON document")
    .option("--quiet", "print no progress")
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .addHelpText("after", examples)
    .action((options: Options) => runCommand(() => erase(options)));
}

async function erase(options: Options): Promise<number> {
  const loaded = await loadConfig(options.config);
  const { patient, stage = mainStage(loaded), apply = false, archives } = options;
  if (patient.trim() === "") throw new UsageError("--patient is empty");
  if (archives === "recreate" && !apply) throw new UsageError("--archives recreate needs --apply");
  const rate = options.rate === undefined ? undefined : readRate(options.rate);
  const kept = keptFiles(loaded)[stage];
  const file = options.graph ?? (kept && configured(loaded, kept));
  if (file === undefined)
    throw new UsageError(
      `stage ${stage} has no graph here: \`npx tributary synth --stage ${stage} --out ${stage}.json\`, then --graph ${stage}.json`,
    );
  const graph = readGraph(file);
  if (graph.stage !== stage) throw new UsageError(`${file} is the graph of stage ${graph.stage}, not of ${stage}`);
  const erasures = await loadErasures(loaded);
  const links = stageLinks(graph, process.env);
  const places = erasurePlaces(graph);
  // Reports what is not deployed before it begins.
  for (const name of [...places.tables, ...places.buckets]) links(name, "name");
  for (const { name } of places.queues) links(name, "url");
  // Loaded only now, so that `--help` and a mistyped option answer at once.
  const [{ eraseSubject }, { stageClients }] = await Promise.all([
    import("../erase/erase-subject.ts"),
    import("../erase/stage-clients.ts"),
  ]);
  const clients = stageClients(graph.region, process.env);
  const time = { now: Date.now, sleep: (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms)) };
  const wait = createPace(rate, time);
  let looked = 0;
  try {
    const reports = await eraseSubject(patient, {
      ...{ places, links, erasures, apply, clients, now: time.now, waitSeconds: 1 },
      recreateArchives: archives === "recreate",
      async pace(done) {
        looked += done;
        if (!options.quiet && done > 0) say(`looked at ${looked.toLocaleString("en-US")} so far\n`);
        await wait(done);
      },
    });
    return print(reports, options);
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

/** Prints the findings, and returns the exit code. */
function print(places: readonly PlaceReport[], { json, apply = false }: Options): number {
  const isClean = places.every(({ found, erased, problem }) => problem === undefined && found === erased);
  const dirty = places.filter(({ found, problem }) => found > 0 || problem !== undefined);
  if (json) sayJson({ version: 1, apply, clean: isClean, places });
  else if (dirty.length === 0) say(`Nothing was found in ${places.length} places.\n`, process.stdout);
  else {
    const table = new Table({
      head: ["place", "what", "found", "erased"],
      colAligns: ["left", "left", "right", "right"],
      style: { head: [], border: [], compact: true },
    });
    for (const { place, kind, found, erased } of dirty) table.push([place, kind, found, erased]);
    say(`${table.toString()}\n`, process.stdout);
    for (const { place, problem } of dirty) if (problem) say(`${place}: ${problem}\n`, process.stdout);
  }
  if (!json) for (const { place, note } of places) if (note) say(`${place}: ${note}\n`, process.stdout);
  return isClean ? 0 : 1;
}
