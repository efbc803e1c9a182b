import { Command } from "commander";

/** A command of the `tributary` binary: one file in `commands/` each, loaded only when it is asked for. */
type Loader = () => Promise<{ register: (program: Command) => void }>;

const commands: Record<string, Loader> = {
  check: () => import("./commands/check.ts"),
  iam: () => import("./commands/iam.ts"),
  generate: () => import("./commands/generate.ts"),
  synth: () => import("./commands/synth.ts"),
  cloud: () => import("./commands/cloud.ts"),
};

const program = new Command("tributary")
  .description("Contracts, infrastructure and a local cloud for change events")
  .version("0.1.0")
  .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2));

const asked = process.argv[2] ?? "";
const wanted = Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands);
for (const name of wanted) (await commands[name]!()).register(program);
await program.parseAsync();
