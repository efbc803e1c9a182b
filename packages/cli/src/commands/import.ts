import { fails } from "@tributary/contract-tools/diagnostic";
import { formatDiagnostics } from "@tributary/contract-tools/format-diagnostics";
import { type Command, Option } from "commander";
import type { Decision } from "../import/decision.ts";
import { type Import, importEvents } from "../import/import-events.ts";
import { loadConfig } from "../load-config.ts";
import { runCommand } from "../run-command.ts";
import { say, sayJson } from "../say.ts";

interface Options {
  readonly sender?: string;
  readonly source?: string;
  readonly receivers?: string;
  readonly bus?: string;
  readonly only?: string;
  readonly classification: string;
  readonly dryRun?: true;
  readonly format: "text" | "json";
  readonly config?: string;
}

const examples = `
Takes AsyncAPI 2 and 3 documents, JSON Schemas (draft-04 to 2020-12), exports of EventBridge schema registries (OpenAPI 3.0 or
JSONSchema Draft4, or what aws schemas export-schema answers), and folders of them. Writes schemas, examples, and entries in
asyncapi.yaml; lists what it decided, and what is left to decide.

Examples:
  npx tributary import orders.asyncapi.yaml --sender orders --receivers billing
  npx tributary import com.partner.shop@OrderPlaced.json --receivers audit     published by others, as the export says
  npx tributary import schemas/ --source com.partner.shop --bus orders --dry-run

Exit codes: 0 imported, 1 a name is taken (nothing is written), or the contracts have errors until you decide what is listed,
2 usage or file problems (nothing is written).`;

/** Adds `tributary import`. */
export function register(program: Command): void {
  program
    .command("import")
    .description("Import events into the contracts from AsyncAPI, JSON Schema or an EventBridge schema registry")
    .argument("<files...>", "documents, or folders of them")
    .option("--sender <service>", "service of yours that sends the events")
    .option("--source <source>", "source of events that others publish (default: what the document says)")
    .option("--receivers <services>", "services that receive them, separated by commas")
    .option("--bus <name>", "bus that carries them (default: what the document says, or the only one)")
    .option("--only <events>", "only these events, separated by commas")
    .addOption(
      new Option("--classification <class>", "class of fields that nothing classifies")
        .choices(["phi", "pii", "none"])
        .default("phi"),
    )
    .option("--dry-run", "write nothing; say what would be written and decided")
    .addOption(new Option("--format <format>", "format of the report").choices(["text", "json"]).default("text"))
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .addHelpText("after", examples)
    .action((files: string[], options: Options) => runCommand(() => run(files, options)));
}

async function run(files: readonly string[], options: Options): Promise<number> {
  const { receivers, only, dryRun = false, format, config, ...rest } = options;
  const result = await importEvents(await loadConfig(config), files, {
    ...rest,
    receivers: names(receivers) ?? [],
    ...(only !== undefined && { only: names(only) ?? [] }),
    dryRun,
  });
  if (format === "json") sayJson({ version: 1, dryRun, ...result }, 2);
  else say(textOf(result, dryRun), process.stdout);
  return result.conflicts.length > 0 || fails(result.left, "error") ? 1 : 0;
}

const names = (list: string | undefined): string[] | undefined =>
  list
    ?.split(",")
    .map(each => each.trim())
    .filter(each => each !== "");

function textOf({ events, conflicts, written, decided, open, left }: Import, dryRun: boolean): string {
  const lines = (title: string, all: readonly string[]) =>
    all.length === 0 ? "" : `${title}\n${all.map(each => `  ${each}\n`).join("")}`;
  if (conflicts.length > 0) return lines("Nothing was written. Names that are taken:", conflicts);
  return [
    lines(
      dryRun ? "Would import:" : "Imported:",
      events.map(({ detailType, source, from }) => `${detailType} of ${source}, from ${from}`),
    ),
    lines(dryRun ? "Would write:" : "Wrote:", written),
    lines("Decided:", decided.map(decisionText)),
    lines("Left to do:", open.map(decisionText)),
    left.length === 0 ? "" : `Left to decide:\n${formatDiagnostics(left, "stylish")}`,
  ].join("");
}

const decisionText = ({ place, message }: Decision): string => `${place}  ${message}`;
