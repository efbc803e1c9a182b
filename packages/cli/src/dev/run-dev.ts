import { once } from "node:events";
import { existsSync } from "node:fs";
import { url as inspectorUrl, open } from "node:inspector";
import { createServer } from "node:net";
import { join, relative } from "node:path";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import type { Graph } from "@tributary/synth/graph";
import { isPlatformInstalled } from "@tributary/synth/platform";
import { UsageError } from "../run-command.ts";
import { say } from "../say.ts";
import { bootCloud } from "./boot-cloud.ts";
import { createContractFlow } from "./contract-flow.ts";
import type { DevContracts } from "./dev-contracts.ts";
import { evaluateProgram } from "./dev-program.ts";
import { type DevOptions, type DevSession, followNow } from "./dev-session.ts";
import { writeDevState } from "./dev-state.ts";
import { failureTeller } from "./failure-teller.ts";
import { milliseconds } from "./figures.ts";
import { flowLines, flowText } from "./flow-text.ts";
import { functionAddresses } from "./function-addresses.ts";
import { heldToRoles } from "./held-to-roles.ts";
import { keepCurrent } from "./keep-current.ts";
import { startLiveView } from "./live-view.ts";
import { sessionListeners } from "./session-listeners.ts";
import { shellExports } from "./shell-exports.ts";
import type { StopSignal } from "./stop-signal.ts";

/**
 * Runs the program on the local cloud until stopped: watches its files, reloads changes, and shows the flow of every contract.
 * Resolves with 0 after a signal. `UsageError` if it cannot start.
 */
export async function runDev(options: DevOptions, contracts: DevContracts, stop: StopSignal): Promise<number> {
  const flow = createContractFlow(() => Math.round(performance.now()));
  const note = (text: string) => say(`${text}\n`);
  const generated = await contracts.regenerate();
  for (const problem of generated.problems) note(problem);
  const first = await firstGraph(options, note, stop.signal);
  if (first === undefined) return 0;
  const { graph, isSnapshot } = first;
  const inspector = options.inspect === undefined ? undefined : await openInspector(options.inspect);
  const view = startLiveView({ text: () => flowText(flow), lines: () => flowLines(flow) }, options);
  const session: DevSession = { options, contracts, flow, view, graph, tellFailure: failureTeller(view.problem) };
  followNow(session);
  const local = await boot(session).catch(error => {
    view.stop();
    throw error;
  });
  const forget =
    options.storage === "memory" ? () => {} : writeDevState(options.storage, { url: local.url, pid: process.pid });
  try {
    // Before it says that it runs: the reader may save at once.
    const evaluateAgain = keepCurrent(session, local, { stop: stop.signal });
    view.note(introduction(session, local, inspector));
    if (isSnapshot) {
      // Nor if SST itself is missing: the running graph needs neither.
      const isComparable = await isPlatformInstalled(options.root).catch(() => false);
      const then = isComparable ? "comparing it with the program" : "the program is evaluated once it changes";
      view.note(`Started from ${options.snapshot}; ${then}.`);
      if (isComparable) evaluateAgain();
    }
    await stop.stopped;
    return 0;
  } finally {
    stop.abort();
    view.stop();
    forget();
    await local.stop();
  }
}

/**
 * The initial graph: the stage's committed one, which is compared with the program meanwhile, or else the program's. Undefined if
 * stopped before.
 */
async function firstGraph(
  { root, stage, environment, snapshot }: DevOptions,
  note: (text: string) => void,
  stop: AbortSignal,
): Promise<{ graph: Graph; isSnapshot: boolean } | undefined> {
  if (snapshot !== undefined && existsSync(join(root, snapshot)))
    return { graph: readGraph(join(root, snapshot)), isSnapshot: true };
  note(`Evaluating sst.config.ts for stage ${stage}: it has no graph yet.`);
  const outcome = await evaluateProgram({ root, stage, environment, note, stop }).catch((error: unknown) => {
    if (stop.aborted) return undefined;
    throw error;
  });
  if (stop.aborted || outcome === undefined) return undefined;
  if ("problems" in outcome) throw new UsageError(`the program cannot be evaluated:\n${outcome.problems.join("\n")}`);
  return { graph: outcome.graph, isSnapshot: false };
}

async function boot(session: DevSession): Promise<LocalCloud> {
  const { options, view, graph } = session;
  const { root, port, storage, iam, inspect } = options;
  const local: LocalCloud = await bootCloud({
    ...{ graph, root, port, storage },
    ...sessionListeners(session, () => local.cloud.context),
    iam: heldToRoles(iam, () => session.graph, view.problem),
    isDebugged: inspect !== undefined,
    onStorage: ({ kind, text }) =>
      view.problem(kind === "failed" ? `${text} It resumes by itself once that is fixed.` : text),
  });
  return local;
}

async function openInspector(port: number): Promise<string> {
  const taken = new UsageError(`port ${port} is taken: choose another with --inspect <port>`);
  // Node.js itself would write a line of its own about a port that is taken.
  const probe = createServer().listen(port, "127.0.0.1");
  await once(probe, "listening").catch(() => {
    throw taken;
  });
  await new Promise(resolve => probe.close(resolve));
  open(port, "127.0.0.1");
  const url = inspectorUrl();
  if (url === undefined) throw taken;
  return url;
}

function introduction(
  { graph, options, contracts }: DevSession,
  { url, cloud, functionUrls }: LocalCloud,
  inspector?: string,
): string {
  const { length } = contracts.events();
  return [
    `${graph.app}, stage ${graph.stage}, runs on ${url}, ${milliseconds(performance.now())} after the start: ${length} ${length === 1 ? "contract" : "contracts"} in ${relative(options.root, options.contractsRoot) || "."}.`,
    ...(inspector === undefined ? [] : [`The inspector listens on ${inspector}.`]),
    `  ${shellExports(url, cloud.context.region)}`,
    ...functionAddresses(functionUrls()).map(line => `  ${line}`),
    "Send an event with `npx tributary send`. Stop with Ctrl-C.",
  ].join("\n");
}
