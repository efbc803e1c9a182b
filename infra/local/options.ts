import { resolve } from "node:path";
import { iamOption } from "@tributary/cli/dev/iam-option";
import type { IamMode } from "@tributary/local-cloud/authorization/authorizer";
import { Command, InvalidArgumentError } from "commander";

/** Options of the main job. */
export interface StartOptions {
  readonly once: boolean;
  readonly input: readonly string[];
  readonly patients?: number;
  readonly resources?: number;
  readonly seed: number;
  readonly fresh: boolean;
  readonly port?: number;
  readonly storage: string;
  readonly iam: IamMode;
  readonly grants: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly allTypes: boolean;
}

/** Parses the command line; on help or a mistake, prints it and exits with 0 or 2. */
export function readOptions(argv: readonly string[]): StartOptions {
  const program = new Command("npm start --")
    .description(
      "Runs the whole system here: the SST program's graph on the local cloud. Loads FHIR resources into the data store, and patients into the registry too.",
    )
    .option("--once", "settle, print the summary, and exit: 0 when nothing is missing", false)
    .option(
      "--input <path...>",
      "FHIR JSON, Bundles or NDJSON, also .gz: files or folders (default: the clinical part of HL7's examples)",
    )
    .option(
      "--patients <n>",
      "generate this many patients for the registry instead, with edits and deletes",
      whole(1, 10_000_000),
    )
    .option(
      "--resources <n>",
      "generate this many resources instead: patients and their records, some in several versions",
      whole(1, 100_000_000),
    )
    .option("--seed <n>", "seed of generated patients and resources", whole(0, 2 ** 32 - 1), 1)
    .option("--fresh", "start over: drop the state in the storage folder", false)
    .option("--port <n>", "port of the endpoint (default: 4566; any free port with --once)", whole(0, 65_535))
    .option("--storage <folder>", "folder for the state", ".tributary")
    .addOption(iamOption())
    .option("--grants", "list what functions may do and have not done", false)
    .option("--quiet", "print only problems and the summary", false)
    .option("--json", "print the summary as one JSON document", false)
    .option("--all-types", "list all resource types in the summary, not only the five largest", false)
    .addHelpText(
      "after",
      `
Examples:
  npm start                                  HL7's clinical examples, then stay up
  npm start -- --once --patients 2000        generated patients, then the summary
  npm start -- --once --resources 20000      generated resources of several types, then the summary
  npm start -- --input ./export --fresh      your own FHIR files, from scratch
  npm start --silent -- --once --json        the summary for a program

The summary goes to standard output, in at most 40 lines unless --all-types is given. Progress, and the file and line of each
bad record, go to standard error. State stays in the storage folder: the next start resumes, and skips unchanged resources.
An id that comes again in the input is a new version. Entries of a Bundle are loaded as resources, whatever its type;
references among them by fullUrl become Type/id. A reference to a resource found nowhere is a warning, and changes no exit code.
Exit codes: 0 one event for each change and version, all applied; 1 events missing or without a version, bad input records, or
anything dead-lettered, undelivered, given up or quarantined, for any consumer; 2 usage, port or folder in use, or unreadable
input; 130 stopped by Ctrl-C before the end (143 by SIGTERM).`,
    )
    .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2));
  const options = program.parse(argv as string[]).opts<Omit<StartOptions, "input"> & { input?: string[] }>();
  if ([options.input, options.patients, options.resources].filter(given => given !== undefined).length > 1)
    program.error("error: --input, --patients and --resources exclude each other");
  if (options.grants && options.iam === "off")
    program.error("error: --grants needs --iam enforce or warn: with off, nobody looks at what is used");
  return { ...options, input: (options.input ?? []).map(fromCaller) };
}

/** npm runs scripts in the project's folder, wherever it was called (`npm --prefix tributary start`); paths are relative to the caller. */
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
