import { Command } from "commander";
import { say } from "./say.ts";

/** A command of the `tributary` binary: one file in `commands/` each, loaded only when it is asked for. */
type Loader = () => Promise<{ register: (program: Command) => void }>;

const commands: Record<string, Loader> = {
  check: () => import("./commands/check.ts"),
  iam: () => import("./commands/iam.ts"),
  generate: () => import("./commands/generate.ts"),
  compat: () => import("./commands/compat.ts"),
  pattern: () => import("./commands/pattern.ts"),
  release: () => import("./commands/release.ts"),
  synth: () => import("./commands/synth.ts"),
  cloud: () => import("./commands/cloud.ts"),
  reconcile: () => import("./commands/reconcile.ts"),
  backfill: () => import("./commands/backfill.ts"),
  erase: () => import("./commands/erase.ts"),
};

// Whoever read our output may stop reading, as `head` does: that is no error.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const examples = `
Examples:
  tributary check                  is everything right with the contracts?
  tributary generate               types and validators from the contracts
  tributary compat --against main  does a change break a consumer?
  tributary pattern explain r.json what does the pattern of a rule match?
  tributary synth --check          is the resource graph up to date?
  tributary cloud                  run the graph here, for any AWS client
  tributary check --help           options and examples of a command

Exit codes: 0 clean, 1 findings, 2 usage, configuration or file problems.`;

const program = new Command("tributary")
  .description("Contracts, infrastructure and a local cloud for change events")
  .version("0.1.0")
  .addHelpText("after", examples)
  // What it refuses it quotes.
  .configureOutput({ writeErr: text => say(text) })
  .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2));

const asked = process.argv[2] ?? "";
const wanted = Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands);
for (const name of wanted) (await commands[name]!()).register(program);
await program.parseAsync();
