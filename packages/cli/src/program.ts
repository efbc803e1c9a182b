import { createRequire } from "node:module";
import { Command } from "commander";
import { say } from "./say.ts";

/** A command of the `tributary` binary: one file in `commands/` each, loaded only when asked for. */
type Loader = () => Promise<{ register: (program: Command) => void }>;

const commands: Record<string, Loader> = {
  init: () => import("./commands/init.ts"),
  add: () => import("./commands/add.ts"),
  import: () => import("./commands/import.ts"),
  check: () => import("./commands/check.ts"),
  iam: () => import("./commands/iam.ts"),
  generate: () => import("./commands/generate.ts"),
  compat: () => import("./commands/compat.ts"),
  pattern: () => import("./commands/pattern.ts"),
  release: () => import("./commands/release.ts"),
  synth: () => import("./commands/synth.ts"),
  sst: () => import("./commands/sst.ts"),
  cloud: () => import("./commands/cloud.ts"),
  dev: () => import("./commands/dev.ts"),
  send: () => import("./commands/send.ts"),
  reconcile: () => import("./commands/reconcile.ts"),
  backfill: () => import("./commands/backfill.ts"),
  erase: () => import("./commands/erase.ts"),
};

const examples = `
Examples:
  npx tributary init DIR --packages T  writes a new repository, with the tarballs of a folder
  npx tributary add event NAME         adds an event, and npx tributary add service NAME a service
  npx tributary check                  checks the contracts and their wiring
  npx tributary generate               writes types and validators from the contracts
  npx tributary compat --against main  tells whether a change breaks a consumer
  npx tributary pattern explain r.json tells what the pattern of a rule matches
  npx tributary synth --check          tells whether the resource graph is up to date
  npx tributary dev                    runs the program here, and reloads what is saved
  npx tributary cloud                  runs a graph here, for any AWS client
  npx tributary check --help           lists the options and examples of a command

Exit codes: 0 clean, 1 findings, 2 usage (also without a command), configuration or file problems.`;

const { version }: { version: string } = createRequire(import.meta.url)("@tributary/cli/package.json");

/** The command line: with every command, or with the one that `asked` names. */
export async function buildProgram(asked?: string): Promise<Command> {
  const program = new Command("npx tributary")
    .description("Contracts, infrastructure and a local cloud for change events")
    .version(version)
    .addHelpText("after", examples)
    // An error quotes the input it rejects.
    .configureOutput({ writeErr: text => say(text) })
    .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2));
  const wanted = asked !== undefined && Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands);
  for (const name of wanted) (await commands[name]!()).register(program);
  return program;
}
