import { existsSync } from "node:fs";
import { url as inspectorUrl, open } from "node:inspector";
import { join, relative, resolve } from "node:path";
import { printable, printableLines } from "@tributary/contract/printable";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import { takeSequenceNumber } from "@tributary/local-cloud/services/dynamodb/stream-log";
import type { Graph } from "@tributary/synth/graph";
import { isPlatformInstalled } from "@tributary/synth/platform";
import { explainError, UsageError } from "../run-command.ts";
import { say } from "../say.ts";
import { applyProgram } from "./apply-program.ts";
import { bootCloud } from "./boot-cloud.ts";
import { contractBuses } from "./contract-buses.ts";
import { type ContractFlow, createContractFlow } from "./contract-flow.ts";
import { devAnswers } from "./dev-answers.ts";
import type { DevContracts } from "./dev-contracts.ts";
import { evaluateInTurn, evaluateProgram } from "./dev-program.ts";
import { type DevOptions, type DevSession, followNow } from "./dev-session.ts";
import { writeDevState } from "./dev-state.ts";
import { failureTeller } from "./failure-teller.ts";
import { milliseconds } from "./figures.ts";
import { flowLines, flowText } from "./flow-text.ts";
import { startLiveView } from "./live-view.ts";
import { reloadSave } from "./reload-save.ts";
import { shellExports } from "./shell-exports.ts";
import type { StopSignal } from "./stop-signal.ts";
import { watchProject } from "./watch-project.ts";

/**
 * Runs the program on the local cloud until stopped: watches what it is made of, reloads what changed, and shows the flow of
 * every contract. Resolves with 0 when a signal stopped it. `UsageError` when it cannot start.
 */
export async function runDev(options: DevOptions, contracts: DevContracts, stop: StopSignal): Promise<number> {
  const flow = createContractFlow(() => Math.round(performance.now()));
  const note = (text: string) => say(`${text}\n`);
  const generated = await contracts.regenerate();
  for (const problem of generated.problems) note(problem);
  const { graph, isSnapshot } = await firstGraph(options, note);
  const inspector = options.inspect === undefined ? undefined : openInspector(options.inspect);
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
    const evaluateAgain = evaluateInTurn({ ...options, note: view.note }, outcome =>
      applyProgram(session, local, outcome),
    );
    const { root, contractsRoot } = options;
    const folders = contractsRoot.startsWith(join(root, "/")) ? [root] : [root, contractsRoot];
    const watched = { folders, except: [resolve(options.storage)], stop: stop.signal };
    // Before anyone knows that it runs: whoever waits for that may save at once.
    void watchProject(watched, save =>
      reloadSave(session, local, save, evaluateAgain).catch(error => {
        view.problem(explainError(error));
        return [];
      }),
    );
    view.note(introduction(session, local, inspector));
    if (isSnapshot) {
      // Nor where SST itself is missing: what runs needs neither.
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

/** The graph to start with: the committed one of the stage, which the program is compared with meanwhile, or the program's. */
async function firstGraph(
  { root, stage, environment, snapshot }: DevOptions,
  note: (text: string) => void,
): Promise<{ graph: Graph; isSnapshot: boolean }> {
  if (snapshot !== undefined && existsSync(join(root, snapshot)))
    return { graph: readGraph(join(root, snapshot)), isSnapshot: true };
  note(`Evaluating sst.config.ts for stage ${stage}: it has no graph yet.`);
  const outcome = await evaluateProgram({ root, stage, environment, note });
  if ("problems" in outcome) throw new UsageError(`the program cannot be evaluated:\n${outcome.problems.join("\n")}`);
  return { graph: outcome.graph, isSnapshot: false };
}

async function boot(session: DevSession): Promise<LocalCloud> {
  const { options, contracts, flow, view, graph } = session;
  const { root, port, storage, quiet, inspect } = options;
  const describe = () => {
    const { app, stage, region } = session.graph;
    const names = contracts.events().map(({ bus }) => bus);
    return { app, stage, region, buses: contractBuses(session.graph, names) };
  };
  const takeSequence = () => takeSequenceNumber(local.cloud.context);
  const local: LocalCloud = await bootCloud({
    ...{ graph, root, port, storage },
    isDebugged: inspect !== undefined,
    aside: devAnswers({ describe, takeSequence, events: flow.events }),
    ...(quiet ? {} : { onLog: (name, text) => view.note(prefixed(flow.nameOf(name), text)) }),
    onStorage: ({ kind, text }) =>
      view.problem(kind === "failed" ? `${text} It resumes by itself once that is fixed.` : text),
    onFailure: failure => session.tellFailure({ ...failure, name: flow.nameOf(failure.name) }),
    onActivity: flow.take,
    onOutcome(functionName, told) {
      flow.tell(functionName, told);
      const name = flow.nameOf(functionName);
      if (told.outcome === "failed") session.tellFailure({ ...told, name, reason: told.error });
      else if (told.outcome === "quarantined") view.problem(quarantineText(name, told));
    },
  });
  return local;
}

function openInspector(port: number): string {
  open(port, "127.0.0.1");
  const url = inspectorUrl();
  if (url === undefined) throw new UsageError(`port ${port} is taken: choose another with --inspect <port>`);
  return url;
}

function introduction(
  { graph, options, contracts }: DevSession,
  { url, cloud }: LocalCloud,
  inspector?: string,
): string {
  const { length } = contracts.events();
  return [
    `${graph.app}, stage ${graph.stage}, runs on ${url}, ${milliseconds(performance.now())} after the start: ${length} ${length === 1 ? "contract" : "contracts"} in ${relative(options.root, options.contractsRoot) || "."}.`,
    ...(inspector === undefined ? [] : [`The inspector listens on ${inspector}.`]),
    `  ${shellExports(url, cloud.context.region)}`,
    "Send an event with `tributary send`. Stop with Ctrl-C.",
  ].join("\n");
}

function quarantineText(
  name: string,
  told: Extract<Parameters<ContractFlow["tell"]>[1], { outcome: "quarantined" }>,
): string {
  const places = told.violations.map(({ pointer, keyword }) => `${printable(pointer) || "/"} (${keyword})`);
  return `${name} quarantined a message of ${printable(told.contract ?? "no contract")}: ${places.join(", ")}.`;
}

const prefixed = (name: string, text: string) => printableLines(text.trimEnd()).replace(/^(?=.)/gm, `${name} | `);
