import type { IamMode } from "@tributary/local-cloud/authorization/authorizer";
import type { Command } from "commander";
import { iamOption } from "../dev/iam-option.ts";
import { portOf } from "../port-of.ts";
import { runCommand } from "../run-command.ts";
import { STAGES } from "../sst/stages-folder.ts";

interface Options {
  readonly port: number;
  readonly storage: string;
  readonly iam: IamMode;
}

const examples = `
It runs the sst of this project, unmodified, against the local cloud of AWS_ENDPOINT_URL, or one of its own that ends with it.
Not proven that way: provider validation, IAM semantics, resource ordering, real creation.

Examples:
  npx tributary sst deploy --stage local      deploy to a cloud of its own, whose state stays in .tributary/sst/cloud
  npx tributary sst dev --stage $USER         run handlers live, on local events
  npx tributary sst diff --stage local        tell what a deployment would change
  npx tributary sst remove --stage local      remove the stage, and its data where the program says so
  npx tributary cloud --empty                 run that cloud until Ctrl-C; in another terminal, with what it exports:
  npx tributary sst deploy --stage alice      deploy another stage to it

Exit codes: those of sst, 2 when it cannot be started.`;

/** Adds `tributary sst`. */
export function register(program: Command): void {
  program
    .enablePositionalOptions()
    .command("sst")
    .description("Run the project's own sst against a local cloud")
    .argument("<args...>", "command and options of sst")
    .option("--port <port>", "port of a cloud of its own; 0 takes a free one", portOf, 0)
    .option("--storage <folder>", "folder of the state of a cloud of its own, or `memory` to keep none", STAGES)
    .addOption(iamOption())
    .passThroughOptions()
    .allowUnknownOption()
    .addHelpText("after", examples)
    .action((args: string[], options: Options) =>
      runCommand(async () => (await import("../sst/run-sst.ts")).runSst(args, options)),
    );
}
