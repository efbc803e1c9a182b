import type { Command } from "commander";
import { type AddEventOptions, addEvent } from "../add/add-event.ts";
import { type AddServiceOptions, addService } from "../add/add-service.ts";
import { reportText } from "../add/report.ts";
import { loadConfig } from "../load-config.ts";
import { runCommand } from "../run-command.ts";
import { say } from "../say.ts";

const CONFIG = ["--config <file>", "configuration (default: tributary.config.ts or .json, if present)"] as const;
const CODES =
  "\n\nExit codes: 0 written, 2 usage or file problems; nothing is written then.\nThe next add, import, check or generate undoes what a killed command had begun to write.";

/** Adds `tributary add`. */
export function register(program: Command): void {
  const add = program.command("add").description("Add an event or a service to the repository in the current folder");
  add
    .command("event")
    .description("Add an event to the contracts: its schema, examples, channel, message and send operation")
    .argument("<name>", "name of the event, such as InvoiceChanged or InvoiceChanged.v2")
    .option("--service <name>", "service that sends it (default: the only one that sends events)")
    .option("--bus <name>", "bus that carries it (default: the only one)")
    .option(...CONFIG)
    .addHelpText("after", `\nExamples:\n  npx tributary add event InvoiceChanged --service billing${CODES}`)
    .action((name: string, { config, ...options }: AddEventOptions & { readonly config?: string }) =>
      runCommand(async () => {
        say(reportText(await addEvent(await loadConfig(config), name, options)), process.stdout);
        return 0;
      }),
    );
  add
    .command("service")
    .description("Add a service: its operations, its folder in services/, and its line in infra/program.ts")
    .argument("<name>", "name of the service, such as patient-letters")
    .option("--receives <events>", "events that it receives, separated by commas: it keeps the newest of each subject")
    .option("--sends <event>", "change event that it sends, of a table of its own")
    .option(...CONFIG)
    .addHelpText(
      "after",
      `\nExamples:\n  npx tributary add service letters --receives VisitChanged\n  npx tributary add service billing --sends InvoiceChanged${CODES}`,
    )
    .action((name: string, { config, ...options }: AddServiceOptions & { readonly config?: string }) =>
      runCommand(async () => {
        say(reportText(await addService(await loadConfig(config), name, options)), process.stdout);
        return 0;
      }),
    );
}
