import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand, UsageError } from "@tributary/cli/run-command";
import { Command } from "commander";
import { CompileError } from "./compile-packages.ts";
import { packWorkspaces } from "./pack-workspaces.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** `npm run` starts scripts in the root, wherever it was called. */
const caller = process.env.INIT_CWD ?? ".";
const program = new Command("npm run pack --")
  .description("Pack every package of this repository as a tarball, for other repositories to install")
  .requiredOption("--out <dir>", "folder for the tarballs; those of earlier packings are replaced")
  .addHelpText("after", "\nExit codes: 0 packed, 1 a package does not compile, 2 usage or file problems.")
  .allowExcessArguments(false)
  .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(({ out }: { out: string }) => runCommand(async () => pack(out)));
await program.parseAsync();

function pack(out: string): number {
  if (out === "") throw new UsageError("--out is empty: name a folder for the tarballs");
  try {
    for (const tarball of packWorkspaces(root, resolve(caller, out))) process.stdout.write(`${tarball}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    process.stderr.write(`${error.message}nothing was packed\n`);
    return 1;
  }
}
