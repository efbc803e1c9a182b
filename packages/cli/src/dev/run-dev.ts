import { existsSync } from "node:fs";
import { url as inspectorUrl, open } from "node:inspector";
import { join, relative, resolve } from "node:path";
import { printable } from "@tributary/contract/printable";
import { GraphError } from "@tributary/local-cloud/graph/graph-error";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import type { Graph } from "@tributary/synth/graph";
import { isPlatformInstalled } from "@tributary/synth/platform";
import { syntaxProblems } from "@tributary/synth/program-files";
import { explainError, UsageError } from "../run-command.ts";
import { say } from "../say.ts";
import { bootCloud } from "./boot-cloud.ts";
import { contractBuses } from "./contract-buses.ts";
import { type ContractFlow, createContractFlow } from "./contract-flow.ts";
import { devAnswers } from "./dev-answers.ts";
import type { DevContracts } from "./dev-contracts.ts";
import { type Evaluated, evaluateInTurn, evaluateProgram, filesOfProgram } from "./dev-program.ts";
import { writeDevState } from "./dev-state.ts";
import { failureTeller } from "./failure-teller.ts";
import { milliseconds } from "./figures.ts";
import { flowRoutes } from "./flow-routes.ts";
import { flowLines, flowText } from "./flow-text.ts";
import { type LiveView, startLiveView } from "./live-view.ts";
import type { StopSignal } from "./stop-signal.ts";
import { type Save, watchProject } from "./watch-project.ts";

/** What `tributary dev` is to run. */
export interface DevOptions {
  /** Folder of the SST program. */
  readonly root: string;
  readonly stage: string;
  /** What the program sees in the environment besides, for the stage. */
  readonly environment: Readonly<Record<string, string>>;
  /** File of the stage's graph, if it is kept; relative to the root. */
  readonly snapshot?: string;
  /** Folder of the contracts. */
  readonly contractsRoot: string;
  readonly port: number;
  readonly storage: string;
  readonly quiet: boolean;
  /** Port of the inspector. */
  readonly inspect?: number;
}

/** What the parts of one run share. */
interface Session {
  readonly options: DevOptions;
  readonly contracts: DevContracts;
  readonly flow: ContractFlow;
  readonly view: LiveView;
  graph: Graph;
  /** Tells each failure once; another one after each reload. */
  tellFailure: ReturnType<typeof failureTeller>;
}

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
  const session: Session = { options, contracts, flow, view, graph, tellFailure: failureTeller(view.problem) };
  const local = await boot(session).catch(error => {
    view.stop();
    throw error;
  });
  const forget =
    options.storage === "memory" ? () => {} : writeDevState(options.storage, { url: local.url, pid: process.pid });
  try {
    follow(session);
    const evaluateAgain = evaluateInTurn({ ...options, note: view.note }, outcome => apply(session, local, outcome));
    const { root, contractsRoot } = options;
    const folders = contractsRoot.startsWith(join(root, "/")) ? [root] : [root, contractsRoot];
    const watched = { folders, except: [resolve(options.storage)], stop: stop.signal };
    // Before anyone knows that it runs: whoever waits for that may save at once.
    void watchProject(watched, save =>
      reload(session, local, save, evaluateAgain).catch(error => {
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

function boot(session: Session): Promise<LocalCloud> {
  const { options, contracts, flow, view, graph } = session;
  const { root, port, storage, quiet, inspect } = options;
  const describe = () => {
    const { app, stage, region } = session.graph;
    const names = contracts.events().map(({ bus }) => bus);
    return { app, stage, region, buses: contractBuses(session.graph, names) };
  };
  return bootCloud({
    ...{ graph, root, port, storage, problem: () => {} },
    isDebugged: inspect !== undefined,
    aside: devAnswers(describe, flow.events),
    ...(quiet ? {} : { onLog: (name, text) => view.note(prefixed(flow.nameOf(name), text)) }),
    onStorage: ({ kind, text }) =>
      view.problem(kind === "failed" ? `${text} It resumes by itself once that is fixed.` : text),
    onActivity(activity) {
      flow.take(activity);
      if (activity.kind === "lambda:failed") session.tellFailure({ ...activity, name: flow.nameOf(activity.name) });
    },
    onOutcome(functionName, told) {
      flow.tell(functionName, told);
      const name = flow.nameOf(functionName);
      if (told.outcome === "failed") session.tellFailure({ ...told, name, reason: told.error });
      else view.problem(quarantineText(name, told));
    },
  });
}

/** Follows the contracts and the graph as they are now. */
function follow({ contracts, flow, graph }: Session): void {
  flow.follow(
    contracts.events().map(({ detailType }) => detailType),
    flowRoutes(graph),
  );
}

/** Takes over the program's graph if it differs; otherwise the last good one keeps running. */
function apply(session: Session, local: LocalCloud, outcome: Evaluated): void {
  const { view } = session;
  if ("problems" in outcome) {
    for (const problem of outcome.problems) view.problem(printable(problem));
    view.problem("The program has an error; what ran before keeps running.");
    return;
  }
  try {
    const { created, updated, removed } = local.redeploy(outcome.graph);
    session.graph = outcome.graph;
    follow(session);
    const changes = [...said("created", created), ...said("updated", updated), ...said("removed", removed)];
    view.note(changes.length === 0 ? "The program says the same." : `Applied the program: ${changes.join("; ")}.`);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    view.problem(
      `${printable(error.message)}. What ran before keeps running: start again, with another --storage folder.`,
    );
  }
}

/** Brings a save into what runs: modules of contracts, functions, the program; only what it concerns. Answers what it wrote. */
async function reload(
  session: Session,
  local: LocalCloud,
  save: Save,
  evaluateAgain: () => void,
): Promise<readonly string[]> {
  const { options, contracts, view } = session;
  const isContract = (path: string) =>
    path.startsWith(join(options.contractsRoot, "/")) &&
    !path.startsWith(join(options.contractsRoot, "generated", "/"));
  const files = new Set(save.files);
  let written: readonly string[] = [];
  if (save.files.some(isContract)) {
    const { problems, changed } = await contracts.regenerate();
    for (const problem of problems) view.problem(problem);
    if (problems.length > 0) view.problem("The contracts have errors; what was generated before stays.");
    else follow(session);
    written = changed.map(path => resolve(path));
    for (const path of written) files.add(path);
    if (changed.length > 0) view.note(`Generated ${changed.length} modules, ${since(save)} after the save.`);
  }
  const code = [...files].filter(path => /\.[cm]?[jt]s$|\.json$/.test(path));
  // What fails still is said again.
  session.tellFailure = failureTeller(view.problem);
  const [reloaded, found] = await Promise.all([
    local.reload(new Set(code)),
    Promise.all(code.filter(isSource).map(path => syntaxProblems(options.root, path))),
  ]);
  const syntax = found.flat();
  for (const problem of syntax) view.problem(printable(problem));
  const good = reloaded.filter(({ problem }) => problem === undefined);
  const bad = reloaded.filter(({ problem }) => problem !== undefined);
  const names = (of: typeof reloaded) => of.map(({ functionName }) => session.flow.nameOf(functionName)).join(", ");
  if (good.length > 0) view.note(`Reloaded ${names(good)}, ${since(save)} after the save.`);
  if (syntax.length === 0) for (const { problem } of bad) view.problem(loadProblemText(problem!));
  if (bad.length > 0) view.problem(`The last good source of ${names(bad)} keeps running.`);
  if (await concernsProgram(options, files)) evaluateAgain();
  return written;
}

const isSource = (path: string) => existsSync(path) && !path.endsWith(".json");

/** Whether a file belongs to the program, or is a module of contracts, which it imports as a package. */
async function concernsProgram({ root, contractsRoot }: DevOptions, files: ReadonlySet<string>): Promise<boolean> {
  const generated = join(contractsRoot, "generated", "/");
  const program = await filesOfProgram(root);
  return [...files].some(path => program.has(path) || (path.startsWith(generated) && /\.operations\.js$/.test(path)));
}

function openInspector(port: number): string {
  open(port, "127.0.0.1");
  const url = inspectorUrl();
  if (url === undefined) throw new UsageError(`port ${port} is taken: choose another with --inspect <port>`);
  return url;
}

function introduction({ graph, options, contracts }: Session, { url, cloud }: LocalCloud, inspector?: string): string {
  const { length } = contracts.events();
  return [
    `${graph.app}, stage ${graph.stage}, runs on ${url}, ${milliseconds(performance.now())} after the start: ${length} contracts in ${relative(options.root, options.contractsRoot) || "."}.`,
    ...(inspector === undefined ? [] : [`The inspector listens on ${inspector}.`]),
    `  export AWS_ENDPOINT_URL=${url} AWS_REGION=${cloud.context.region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
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

function loadProblemText({
  errorType,
  message,
  place,
}: NonNullable<Awaited<ReturnType<LocalCloud["reload"]>>[number]["problem"]>): string {
  return printable([place, errorType, message?.split("\n")[0]].filter(part => part !== undefined).join(" "));
}

const since = ({ at }: Save) => milliseconds(performance.now() - at);

const said = (what: string, names: readonly string[]) => (names.length > 0 ? [`${what} ${names.join(", ")}`] : []);

const prefixed = (name: string, text: string) => text.trimEnd().replace(/^(?=.)/gm, `${name} | `);
