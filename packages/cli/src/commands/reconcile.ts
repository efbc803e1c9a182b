import type { Command } from "commander";
import { type OperatorOptions, operateSlices } from "../operate-slices.ts";
import { type OperatorChoice, operatorFunction } from "../operator-function.ts";
import { readRate } from "../read-rate.ts";
import { runCommand, UsageError } from "../run-command.ts";

interface Options extends Omit<OperatorOptions, "function">, OperatorChoice {
  readonly source?: string;
  readonly type?: string[];
  readonly rate?: string;
}

const examples = `
Without --source, lists the FHIR data store, and publishes the versions and deletions that the ledger lacks. With the name of
a captured table, compares the table with the changes published from it, and publishes those its stream lost. Prints counts,
never ids:
listed      resources in the data store, or items in the table
repaired    versions or changes missing until now, and published by this run
tombstones  deletions among the repaired
unindexed   resources that exist, but that the search does not show yet
waiting     items with a change still in the table's stream: on its way, or set aside
quarantined versions or changes that can never be published

Examples:
  npx tributary reconcile --stage production
  npx tributary reconcile --type Patient --type Encounter --json
  npx tributary reconcile --source registry --rate 200 --stage production

Exit codes: 0 compared, 1 something went to quarantine, 2 usage, or the function cannot be called, 130 stopped by Ctrl-C.`;

/** Adds `tributary reconcile`. */
export function register(program: Command): void {
  program
    .command("reconcile")
    .description("Compare the FHIR data store, or a table, with the published events, and publish what is missing")
    .option("--source <name>", "a captured table, such as registry (default: the FHIR data store)")
    .option("--type <type...>", "resource types of the data store (default: all)")
    .option("--rate <n>", "at most this many items of the table a second")
    .option("--stage <stage>", "deployed stage (default: the first that is configured)")
    .option("--function <name>", "name or ARN of the operator's function, instead of the stage's")
    .option("--cursor <cursor>", "resume where an earlier run stopped")
    .option("--json", "print the counts as one JSON document")
    .option("--quiet", "print no progress")
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .addHelpText("after", examples)
    .action((options: Options) => runCommand(() => reconcile(options)));
}

async function reconcile({ source, type, rate, ...options }: Options): Promise<number> {
  const isStore = source === undefined || source === "healthlake";
  if (isStore && rate !== undefined) throw new UsageError("--rate applies to tables only: add --source");
  if (isStore) {
    const request = { kind: "reconcile", ...(type && { types: type }) };
    return await operateSlices(request, { ...options, function: await operatorFunction(options) });
  }
  if (type !== undefined) throw new UsageError("--type applies to the data store only: a table is compared whole");
  if (!/^[a-z][a-z0-9-]*$/.test(source))
    throw new UsageError(`--source ${source} is not a table's name, such as registry`);
  const request = { kind: "reconcile", ...(rate !== undefined && { rate: readRate(rate) }) };
  return await operateSlices(request, { ...options, function: await operatorFunction(options, source) });
}
