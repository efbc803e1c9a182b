import type { Command } from "commander";
import { type OperatorOptions, operateSlices } from "../operate-slices.ts";
import { type OperatorChoice, operatorFunction } from "../operator-function.ts";
import { readRate } from "../read-rate.ts";
import { runCommand, UsageError } from "../run-command.ts";

interface Options extends Omit<OperatorOptions, "function">, OperatorChoice {
  readonly type: string[];
  readonly since: string;
  readonly until?: string;
  readonly republish?: true;
  readonly rate?: string;
}

const examples = `
Publishes the current version of each matching resource as an event of origin "backfill". Skips versions published before;
with --republish it publishes them again, under the same event id.

Examples:
  npx tributary backfill --type Patient --since 2026-01-01T00:00:00Z --stage production
  npx tributary backfill --type Patient --type Encounter --since 2020-01-01 --rate 50

Exit codes: 0 done, 1 something went to quarantine, 2 usage, or the function cannot be called, 130 stopped by Ctrl-C.`;

/** Adds `tributary backfill`. */
export function register(program: Command): void {
  program
    .command("backfill")
    .description("Publish the current state of FHIR resources as events")
    .requiredOption("--type <type...>", "resource types (required)")
    .requiredOption(
      "--since <time>",
      "only resources last written at or after this time (RFC 3339, or a date; required)",
    )
    .option("--until <time>", "only resources last written before this time")
    .option("--republish", "also versions published before")
    .option("--rate <n>", "at most this many resources a second")
    .option("--stage <stage>", "deployed stage (default: the first that is configured)")
    .option("--function <name>", "name or ARN of the operator's function, instead of the stage's")
    .option("--cursor <cursor>", "resume where an earlier run stopped")
    .option("--json", "print the counts as one JSON document")
    .option("--quiet", "print no progress")
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .addHelpText("after", examples)
    .action((options: Options) => runCommand(() => backfill(options)));
}

async function backfill(options: Options): Promise<number> {
  const request = requestOf(options);
  return await operateSlices(request, { ...options, function: await operatorFunction(options) });
}

function requestOf({ type: types, since, until, republish, rate }: Options) {
  const from = time("--since", since);
  const to = until === undefined ? undefined : time("--until", until);
  if (to !== undefined && to <= from) throw new UsageError(`--until ${until} is not after --since ${since}`);
  return {
    kind: "backfill",
    types,
    since: from,
    ...(to !== undefined && { until: to }),
    ...(republish && { republish }),
    ...(rate !== undefined && { rate: readRate(rate) }),
  };
}

/** With its time zone, so that it means the same everywhere. */
const timeForm = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

function time(option: string, text: string): string {
  const [, day] = timeForm.exec(text) ?? [];
  const value = new Date(text);
  if (day === undefined || Number.isNaN(value.getTime()) || !isDay(day))
    throw new UsageError(`${option} ${text} is not a time: write 2026-01-31 or 2026-01-31T12:00:00Z`);
  return value.toISOString();
}

/** JavaScript reads 30 February as a day in March. */
const isDay = (day: string) => new Date(day).toISOString().startsWith(day);
