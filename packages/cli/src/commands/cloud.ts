import { resolve } from "node:path";
import { docsPage } from "@tributary/contract-tools/docs-page";
import type { IamMode } from "@tributary/local-cloud/authorization/authorizer";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import type { Command } from "commander";
import { functionAddresses } from "../dev/function-addresses.ts";
import { iamOption } from "../dev/iam-option.ts";
import { logText } from "../dev/log-text.ts";
import { shellExports } from "../dev/shell-exports.ts";
import { explainStart } from "../explain-start.ts";
import { loadConfig, mainGraph, programFolder } from "../load-config.ts";
import { onNpmGone } from "../npm-gone.ts";
import { portOf } from "../port-of.ts";
import { runCommand, UsageError } from "../run-command.ts";
import { say } from "../say.ts";
import { STAGES } from "../sst/stages-folder.ts";

interface Options {
  readonly port: number;
  readonly host: string;
  readonly storage?: string;
  readonly graph?: string;
  readonly iam: IamMode;
  readonly empty?: true;
  readonly quiet?: true;
  readonly config?: string;
}

const examples = `
Examples:
  npx tributary cloud                                    run the first stage's graph on http://127.0.0.1:4566
  npx tributary cloud --port 0 --storage memory          use a free port, and keep no state
  npx tributary cloud --graph infra/graph.pipe.json --storage .tributary/pipe

State stays in the storage folder, and the next start resumes from it.
Exit codes: 0 stopped by a signal (SIGINT, SIGTERM, SIGHUP), 2 port or folder in use, missing or invalid graph.`;

/** Adds `tributary cloud`. */
export function register(program: Command): void {
  program
    .command("cloud")
    .description("Run the resource graph locally: AWS-compatible services, and functions from their source")
    .option("--port <port>", "port to listen on; 0 takes a free one", portOf, 4566)
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option(
      "--storage <folder>",
      "folder for its state, or `memory` to keep none (default: .tributary/cloud; with --empty .tributary/sst/cloud)",
    )
    .option(
      "--graph <file>",
      "resource graph written by `npx tributary synth` (default: of the first configured stage)",
    )
    .option("--empty", "run no graph, but what `npx tributary sst deploy` deploys to it")
    .addOption(iamOption())
    .option("--quiet", "print only the endpoint, and no output of functions")
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .addHelpText("after", examples)
    .action((options: Options) => runCommand(() => run(options)));
}

async function run(options: Options): Promise<number> {
  const loaded = await loadConfig(options.config);
  if (options.empty && options.graph !== undefined) throw new UsageError("--empty: --graph names a graph to run");
  const graph = options.empty ? undefined : (options.graph ?? mainGraph(loaded));
  // Before it announces that it runs.
  const stopped = stopSignal();
  const started = await start(options, graph, programFolder(loaded));
  const { url, deployment } = started;
  say(options.quiet ? `${url}\n` : introduction(started, graph), process.stdout);
  const changed = deployment.created.length + deployment.updated.length + deployment.removed.length;
  if (!options.quiet && deployment.unchanged > 0 && changed > 0) {
    const { created, updated, removed } = deployment;
    say(`Graph: ${created.length} created, ${updated.length} updated, ${removed.length} removed\n`);
  }
  await stopped;
  // Does not wait for a hanging handler or client: acknowledged work is durable, as after a kill.
  setTimeout(() => process.exit(0), STOP_MS).unref();
  await started.stop();
  return 0;
}

async function start(options: Options, graph: string | undefined, root: string): Promise<LocalCloud> {
  const { port, host, iam, quiet } = options;
  const storage = options.storage ?? (graph === undefined ? STAGES : ".tributary/cloud");
  try {
    const read = graph === undefined ? undefined : readGraph(graph);
    // Loaded only now, so that `--help` and a mistyped option answer at once.
    const [{ startLocalCloud }, { heldToRoles }] = await Promise.all([
      import("@tributary/local-cloud/local-cloud"),
      import("../dev/held-to-roles.ts"),
    ]);
    const local: LocalCloud = await startLocalCloud({
      ...(read && { graph: read }),
      storage: storage === "memory" ? storage : resolve(storage),
      root: resolve(root),
      port,
      host,
      iam: heldToRoles(
        iam,
        () => local.everything(),
        text => say(`${text}\n`),
      ),
      ...(quiet ? {} : { onLog: (name, text) => say(`${logText(name, text)}\n`) }),
    });
    return local;
  } catch (error) {
    throw explainStart(error, { host, port });
  }
}

function introduction({ url, cloud, functionUrls }: LocalCloud, graph: string | undefined): string {
  const addresses = functionAddresses(functionUrls()).map(line => `  ${line}\n`);
  return `Tributary's local cloud ${graph === undefined ? "takes deployments" : `runs ${graph}`} on ${url}

  ${shellExports(url, cloud.context.region)}
  aws dynamodb list-tables
  aws s3 ls
${addresses.join("")}
Stop it with Ctrl-C; ${docsPage("../FIDELITY.md")} says what it does as AWS does.
`;
}

/** Milliseconds that a stop may take. */
const STOP_MS = 4_000;

/** A second signal while it stops changes nothing: a terminal and a parent process may both send one. */
function stopSignal(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve());
    onNpmGone(resolve);
  });
}
