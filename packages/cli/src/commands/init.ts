import type { Command } from "commander";
import { type InitOptions, initRepository } from "../init/init-repository.ts";
import { runCommand } from "../run-command.ts";
import { say } from "../say.ts";

const examples = `
DIR must be empty, or not be there yet. Nothing is asked, and nothing is left behind when it fails;
what is left when it is killed, the next init of the same folder undoes.
--packages takes the folder that \`npm run pack -- --out FOLDER\` of Tributary's own repository fills. The packages are in no
public registry yet: without it, the new repository installs only where a registry of yours has them. The tarballs are
copied into vendor/, so that the new repository installs anywhere.

Examples:
  npx tributary init clinic --source-prefix com.acme. --packages ../tarballs
  npx tributary init . --name clinic --packages ../tarballs

Exit codes: 0 written, 2 usage or file problems.`;

/** Written first, while the packages are in no public registry. */
const unpublished =
  "tributary: the @tributary packages are in no public registry yet, so that npm install will fail unless a registry of yours has them.\n  Pack them in a clone of Tributary, npm run pack -- --out ../tarballs, and give --packages ../tarballs.\n";

/** Adds `tributary init`. */
export function register(program: Command): void {
  program
    .command("init")
    .description("Write a new repository: one event, the services that send and receive it, the program, and its tests")
    .argument("[dir]", "folder of the new repository", ".")
    .option("--name <name>", "name of the app (default: the name of the folder)")
    .option(
      "--source-prefix <prefix>",
      "what the sources of its events begin with, such as com.acme. (default: <name>.)",
    )
    .option("--packages <folder>", "tarballs of the @tributary packages to install, instead of a registry's")
    .addHelpText("after", examples)
    .action((dir: string, options: InitOptions) =>
      runCommand(async () => {
        if (options.packages === undefined) say(unpublished);
        say(await initRepository(dir, options), process.stdout);
        return 0;
      }),
    );
}
