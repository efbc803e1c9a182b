import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";

/** What a user may ask of the main job. */
export interface StartOptions {
  readonly once: boolean;
  readonly input: readonly string[];
  readonly patients?: number;
  readonly resources?: number;
  readonly seed: number;
  readonly fresh: boolean;
  readonly port?: number;
  readonly storage: string;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly allTypes: boolean;
}

/** Reads the command line. Prints help or what is wrong with it, and exits with 0 or 2. */
export function readOptions(argv: readonly string[]): StartOptions {
  const program = new Command("npm start --")
    .description(
      "Runs the whole of Tributary here: the SST program's graph on the local cloud, fed with FHIR resources: all into the data store, patients into the registry, too.",
    )
    .option("--once", "settle, print a summary, and exit: 0 when nothing is missing", false)
    .option(
      "--input <path...>",
      "FHIR JSON, Bundles or NDJSON, also .gz: files or folders (default: the clinical part of HL7's examples)",
    )
    .option(
      "--patients <n>",
      "make up this many patients for the registry instead, with edits and deletes",
      whole(1, 10_000_000),
    )
    .option(
      "--resources <n>",
      "make up this many resources instead: patients, and what was recorded of them; some come again as new versions",
      whole(1, 100_000_000),
    )
    .option("--seed <n>", "of what is made up", whole(0, 2 ** 32 - 1), 1)
    .option("--fresh", "start over: forget the state kept in the storage folder", false)
    .option("--port <n>", "of the endpoint (default: 4566; with --once any free one)", whole(0, 65_535))
    .option("--storage <folder>", "where state is kept", ".tributary")
    .option("--quiet", "no progress; what is wrong is still said", false)
    .option("--json", "the summary as one JSON document", false)
    .option("--all-types", "the summary with all types of resources, not only the five largest", false)
    .addHelpText(
      "after",
      `
Examples:
  npm start                                  HL7's clinical examples, then stay up
  npm start -- --once --patients 2000        made-up patients, then a summary
  npm start -- --once --resources 20000      made-up resources of several types, then a summary
  npm start -- --input ./export --fresh      your own FHIR files, from scratch
  npm start --silent -- --once --json        the summary for a program

The summary goes to standard output, in at most 40 lines without --all-types; progress, and the file and line of each bad record, to standard error.
State stays in the storage folder: the next start goes on where this one was stopped, and passes over what the data
store has as it is. An id that comes again in the input is a new version; the next start writes unlike ones again.
A Bundle's entries are taken as resources, whatever its type;
references among them by fullUrl become Type/id.
A reference to what neither the input nor the data store has is warned of; it changes no exit code.
Exit codes: 0 one event for each change and version, all applied; 1 some missing, events of no version, bad input records,
or anything in a dead-letter queue, undelivered, given up or quarantined, whichever consumer it was for; 2 usage, port or folder in use,
or input that cannot be read; 130 stopped by Ctrl-C before the end (143 by SIGTERM).`,
    )
    .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2));
  const options = program.parse(argv as string[]).opts<Omit<StartOptions, "input"> & { input?: string[] }>();
  if ([options.input, options.patients, options.resources].filter(given => given !== undefined).length > 1)
    program.error("error: --input, --patients and --resources exclude each other");
  return { ...options, input: (options.input ?? []).map(fromCaller) };
}

/** npm runs its scripts in the project's folder, wherever it was called (`npm --prefix tributary start`); paths are the caller's. */
function fromCaller(path: string): string {
  const { INIT_CWD, npm_lifecycle_event } = process.env;
  if (INIT_CWD === undefined || npm_lifecycle_event !== "start" || INIT_CWD === process.cwd()) return path;
  return resolve(INIT_CWD, path);
}

function whole(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}
