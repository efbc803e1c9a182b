import type { Command } from "commander";
import { type OperatorOptions, operateSlices } from "../operate-slices.ts";
import { runCommand } from "../run-command.ts";

interface Options extends OperatorOptions {
  readonly type?: string[];
}

const examples = `
Lists the data store, publishes what the ledger lacks, and publishes the deletion of what is gone. Counts, never ids:
listed      resources in the data store
repaired    versions that had not been published, and are now
tombstones  deletions among them
unindexed   resources that are there, though the search does not show them yet
quarantined versions that can never be published

Examples:
  tributary reconcile --stage production
  tributary reconcile --type Patient --type Encounter --json

Exit codes: 0 compared, 1 something went to quarantine, 2 usage, or the function cannot be called; 130 stopped by Ctrl-C.`;

/** Adds `tributary reconcile`. */
export function register(program: Command): void {
  program
    .command("reconcile")
    .description("Compare the FHIR data store with what was published, and publish what is missing")
    .option("--type <type...>", "resource types (default: all)")
    .option("--stage <stage>", "the deployed stage", "local")
    .option("--function <name>", "name or ARN of the operator's function, instead of the stage's")
    .option("--cursor <cursor>", "go on where an earlier run stopped")
    .option("--json", "counts as one JSON document")
    .option("--quiet", "no progress")
    .addHelpText("after", examples)
    .action(({ type, ...options }: Options) =>
      runCommand(() => operateSlices({ kind: "reconcile", ...(type && { types: type }) }, options)),
    );
}
