import { relative, resolve } from "node:path";
import { keptStages } from "@tributary/contract-tools/config/kept-stages";
import type { IamMode } from "@tributary/local-cloud/authorization/authorizer";
import type { Command } from "commander";
import { contractsFolder } from "../contracts-folder.ts";
import { iamOption } from "../dev/iam-option.ts";
import { configured, configuredContracts, loadConfig, mainStage, programFolder } from "../load-config.ts";
import { portOf } from "../port-of.ts";
import { projectAbove } from "../project-above.ts";
import { runCommand, UsageError } from "../run-command.ts";

interface Options {
  readonly stage?: string;
  readonly port: number;
  readonly storage: string;
  readonly config?: string;
  readonly inspect?: number | true;
  readonly iam: IamMode;
  readonly quiet?: true;
}

const examples = `
Examples:
  npx tributary dev                                run the program's first stage on http://127.0.0.1:4566
  npx tributary dev --inspect                      and let a debugger stop in a handler
  npx tributary dev --port 0 --storage memory      use a free port, and keep no state
  npx tributary send OrderPlaced --example created
                                               publish an event into it

A save of a contract regenerates its modules; one of a handler's source restarts the functions that have loaded it; one of
the program evaluates it anew and applies the difference. A source that does not load is named, and the last good one keeps
running. Tables and queues keep what they hold; state stays in the storage folder.
Exit codes: 0 stopped by a signal (SIGINT, SIGTERM, SIGHUP), 2 port or folder in use, no program, or an error in it.`;

/** Adds `tributary dev`. */
export function register(program: Command): void {
  program
    .command("dev")
    .description("Run the SST program locally, reload what is saved, and show the flow of every contract")
    .option("--stage <stage>", "stage to run (default: the first that is configured)")
    .option("--port <port>", "port to listen on; 0 takes a free one", portOf, 4566)
    .option("--storage <folder>", "folder for its state, or `memory` to keep none", ".tributary/dev")
    .option(
      "--inspect [port]",
      "listen for a debugger on this port (default: 9229), without time limits for handlers",
      portOf,
    )
    .addOption(iamOption())
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .option("--quiet", "print only problems")
    .addHelpText("after", examples)
    .action((options: Options) => runCommand(() => run(options)));
}

const INSPECTOR_PORT = 9_229;

async function run({ stage, port, storage, config, inspect, iam, quiet }: Options): Promise<number> {
  const loaded = await loadConfig(config);
  const contractsRoot = resolve(contractsFolder(configuredContracts(loaded)));
  // Loaded only now, so that `--help` and a mistyped option answer at once.
  const [{ hasProgram }, { stageProblem }, { hearStopSignals }] = await Promise.all([
    import("../dev/dev-program.ts"),
    import("@tributary/synth/evaluate"),
    import("../dev/stop-signal.ts"),
  ]);
  const root = resolve(programFolder(loaded));
  if (!hasProgram(root))
    throw new UsageError(`there is no sst.config.ts in ${root}${projectAbove("sst.config.ts", root)}`);
  const problem = stage === undefined ? undefined : stageProblem(stage);
  if (problem !== undefined) throw new UsageError(problem);
  const first = mainStage(loaded);
  const kept = keptStages(loaded.config).find(each => each.stage === (stage ?? first));
  const snapshot = kept && relative(root, resolve(configured(loaded, kept.snapshot)));
  const [{ runDev }, { devContracts }] = await Promise.all([
    import("../dev/run-dev.ts"),
    import("../dev/dev-contracts.ts"),
  ]);
  const stop = hearStopSignals();
  // Does not wait for a hanging handler or client: acknowledged work is durable, as after a kill.
  void stop.stopped.then(() => setTimeout(() => process.exit(0), STOP_MS).unref());
  return runDev(
    {
      ...{ root, contractsRoot, port, iam, quiet: quiet === true, stage: stage ?? first },
      environment: kept?.environment ?? {},
      storage: storage === "memory" ? storage : resolve(storage),
      ...(snapshot === undefined ? {} : { snapshot }),
      ...(inspect === undefined ? {} : { inspect: inspect === true ? INSPECTOR_PORT : inspect }),
    },
    devContracts(relative("", contractsRoot), loaded.config, loaded.folder),
    stop,
  );
}

/** Milliseconds that a stop may take. */
const STOP_MS = 4_000;
