import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { bootCloud } from "@tributary/cli/dev/boot-cloud";
import { writeDevState } from "@tributary/cli/dev/dev-state";
import { failureTeller } from "@tributary/cli/dev/failure-teller";
import { milliseconds } from "@tributary/cli/dev/figures";
import { flowLines, flowText } from "@tributary/cli/dev/flow-text";
import { keepCurrent } from "@tributary/cli/dev/keep-current";
import { createLagMeter, type LagMeter } from "@tributary/cli/dev/lag-meter";
import { type LiveView, startLiveView } from "@tributary/cli/dev/live-view";
import { sessionListeners } from "@tributary/cli/dev/session-listeners";
import { settle, subscribed } from "@tributary/cli/dev/settle";
import { shellExports } from "@tributary/cli/dev/shell-exports";
import { hearStopSignals, type StopSignal, signalExitCode } from "@tributary/cli/dev/stop-signal";
import { explainError } from "@tributary/cli/run-command";
import { errorName } from "@tributary/contract/error-name";
import { clientSettings } from "@tributary/delivery/client-settings";
import { createFhirClient } from "@tributary/healthlake/fhir-client";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import type { Graph } from "@tributary/synth/graph";
import { queueReaders } from "@tributary/synth/queue-readers";
import { readArrivals } from "./audit/arrivals.ts";
import { auditRegistry } from "./audit/audit-registry.ts";
import { auditStore, type StoreAudit } from "./audit/audit-store.ts";
import { compareRegistry, type RegistryComparison } from "./audit/compare-registry.ts";
import { countPeople } from "./audit/count-people.ts";
import { setAside } from "./audit/set-aside.ts";
import { type RunResult, summary, summaryJson } from "./audit/summary.ts";
import { exitCodeOf } from "./audit/verdict.ts";
import { createInputFindings, type InputFindings, inputLine } from "./input/input-findings.ts";
import { createReferences, heldResources, type References } from "./input/references.ts";
import { requireInput } from "./input/require-input.ts";
import { warnOfReferences } from "./input/warn-of-references.ts";
import { loadInput } from "./load/load-input.ts";
import { hasResources } from "./load/unchanged.ts";
import type { StartOptions } from "./options.ts";
import { type Counters, count, countSetAside, zero } from "./watch/counters.ts";
import { type KnownPatients, knownPatients } from "./watch/known-patients.ts";
import { type OpenSession, openSession } from "./watch/open-session.ts";
import { type Progress, progressLine, progressText } from "./watch/progress-text.ts";
import { countLog, countStep, noTypeCounts, type TypeCounts } from "./watch/type-counts.ts";
import { watchedNames } from "./watch/watched-names.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const DEFAULT_PORT = 4566;

/** What the steps of one run share. */
interface Run {
  readonly options: StartOptions;
  readonly graph: Graph;
  readonly names: ReturnType<typeof watchedNames>;
  readonly counters: Counters;
  readonly types: TypeCounts;
  readonly known: KnownPatients;
  readonly lag: LagMeter;
  readonly view: LiveView;
  readonly findings: InputFindings;
  readonly references: References;
  readonly stop: StopSignal;
  readonly storage: StorageState;
  /** `tributary dev`, which a run that stays up is besides. */
  readonly dev: OpenSession | undefined;
}

/** How the run is doing with its storage: what fails while it loads ends it; later, the cloud waits until that is mended. */
interface StorageState {
  isLoading: boolean;
  failed: boolean;
}

/**
 * Runs the main job; the exit code is the result. 0 clean, 1 changes missing or set aside, or bad records, 2 input unreadable,
 * 128 and more stopped by a signal before the end. `UsageError` when it cannot start.
 */
export async function run(options: StartOptions): Promise<number> {
  if (options.input.length > 0) await requireInput(options.input, { mayLack: options.once });
  const graph = readGraph(join(root, "infra/graph.json"));
  const names = watchedNames(graph);
  const [counters, lag] = [zero(), createLagMeter()];
  const types = noTypeCounts();
  const view = showProgress({ counters, types, lag }, options);
  const findings = createInputFindings(view.problem);
  const job: Run = {
    options,
    graph,
    names,
    known: knownPatients(names.sync),
    counters,
    types,
    lag,
    view,
    findings,
    references: createReferences(),
    stop: hearStopSignals(),
    storage: { isLoading: true, failed: false },
    dev: options.once ? undefined : openSession(root, options, graph, view),
  };
  const local = await start(job);
  const serving = Promise.withResolvers<void>();
  // What is saved during the load waits: the audit compares what one program has done.
  if (job.dev) keepCurrent(job.dev.session, local, { stop: job.stop.signal, ready: serving.promise });
  const audit = auditStore(local.cloud.context, job.names.datastoreId);
  try {
    view.note(`The local cloud is ready at ${local.url}, ${sinceStart()} after the start.`);
    const filled = await fill(job, local, audit);
    const { loaded } = filled;
    findings.close();
    view.stop();
    job.storage.isLoading = false;
    if (job.storage.failed) return 2;
    if (job.stop.signal.aborted) return interrupted(job, await job.stop.stopped);
    if (!options.once && findings.unreadable > 0 && findings.resources === 0) {
      view.problem("Nothing of the input could be read, so there is nothing to serve.");
      return 2;
    }
    // HL7's examples refer to much outside them: only a user's input gets these warnings.
    if (options.input.length > 0 && loaded)
      warnOfReferences(job, heldResources(local.cloud.context, job.names.datastoreId));
    findings.close();
    const result = await report(job, local, audit, filled);
    if (job.dev) await serve(job, local, job.dev, serving.resolve);
    return exitCodeOf({ result, input: findings, loaded, compared: filled.compared });
  } finally {
    job.stop.abort();
    serving.resolve();
    view.stop();
    audit.close();
    job.references.close();
    await local.stop();
  }
}

/**
 * Nobody is to wait here as in AWS, where a subscription takes minutes until it is active, and CloudTrail tells minutes later;
 * late enough all the same to tell what is known already, as there.
 */
const BEHAVIOUR = { subscriptionActivationMs: 1, cloudTrailMs: 3_000 } as const;

/**
 * Workers of a function at once. Where the functions are more than the cores, a second one of each does nothing sooner: it
 * compiles and collects garbage of its own, and halves the batches.
 */
const ENVIRONMENTS = availableParallelism() > 4 ? 2 : 1;

async function start({
  options,
  graph,
  names,
  counters,
  types,
  known,
  lag,
  view,
  storage,
  stop,
  dev,
}: Run): Promise<LocalCloud> {
  const port = options.port ?? (options.once ? 0 : DEFAULT_PORT);
  const listeners = dev && sessionListeners(dev.session, () => local.cloud.context);
  const local: LocalCloud = await bootCloud({
    ...{ graph, root, port, storage: options.storage, fresh: options.fresh },
    healthLake: { behaviour: BEHAVIOUR },
    environments: ENVIRONMENTS,
    onFailure: failureTeller(view.problem),
    ...listeners,
    onStorage({ kind, text }) {
      const next = storage.isLoading
        ? "Fix that, and start again: the load resumes."
        : "It resumes by itself once that is fixed.";
      view.problem(kind === "failed" ? `${text} ${next}` : text);
      if (!storage.isLoading) return;
      storage.failed = true;
      stop.abort();
    },
    onLog(name, text) {
      countLog(types, text);
      countSetAside(counters, name, text, names);
    },
    onActivity(activity) {
      listeners?.onActivity(activity);
      countStep(types, activity, names.consumer);
      known.take(activity);
      const { written, applied } = counters;
      count(counters, activity, names);
      if (counters.written > written) lag.written(counters.written - written, Math.round(performance.now()));
      if (counters.applied > applied) lag.applied(counters.applied - applied, Math.round(performance.now()));
      if (applied === 0 && counters.applied > 0) view.note(`The first applied event, ${sinceStart()} after the start.`);
    },
  });
  return local;
}

/** How filling ended: whether the input was loaded to its end, and whether the cloud came to rest. */
interface Filled {
  readonly loaded: boolean;
  readonly atRest: boolean;
  /** Changes of the registry that its stream had lost, and that are published now. */
  readonly repaired: number;
  /** Whether that comparison came to its end. */
  readonly compared: boolean;
}

/** Loads the input and waits until all of it has arrived. */
async function fill(job: Run, { url, cloud }: LocalCloud, audit: StoreAudit): Promise<Filled> {
  const { options, names, view, stop } = job;
  const ready = subscribed(cloud, stop.signal).then(() =>
    view.note(`The subscription to the data store is active, ${sinceStart()} after the start.`),
  );
  const credentials = { accessKeyId: "LOCALREGISTRY", secretAccessKey: "local" };
  const { region } = cloud.context;
  const client = new DynamoDBClient({ ...clientSettings, endpoint: url, region, credentials });
  const store = createFhirClient({ endpoint: url, region, credentials, datastoreId: names.datastoreId });
  const resuming = hasResources(cloud.context, names.datastoreId);
  let loaded = true;
  // Publishes what the stream lost meanwhile, before new writes replace it.
  const before = resuming ? await repairRegistry(job, cloud) : undefined;
  try {
    const registry = { client, table: names.registryTable };
    await loadInput(options, { ...job, cloud, ready, store, registry, resuming });
  } catch (error) {
    loaded = false;
    // The name alone: a service's message may quote a value.
    const service = isFhirError(error) ? "HealthLake" : "DynamoDB";
    if (!job.storage.failed)
      view.problem(`The load ended early: ${service} at ${url} failed with ${errorName(error)}.`);
  }
  client.destroy();
  const atRest = () =>
    settle(cloud, {
      lookingAgain: lookingAgain(names),
      isComplete: async () => (await audit.missing()) === 0,
      stop: stop.signal,
    });
  let isAtRest = await atRest();
  const after = await repairRegistry(job, cloud);
  if (after.repaired > 0) isAtRest = await atRest();
  const repaired = (before?.repaired ?? 0) + after.repaired;
  return { loaded, atRest: isAtRest, repaired, compared: after.failure === undefined };
}

/** Publishes what the registry's table holds and nobody was told. */
async function repairRegistry(
  { names, view, stop }: Run,
  { context }: LocalCloud["cloud"],
): Promise<RegistryComparison> {
  const result = await compareRegistry(context, names.registryOperator, stop.signal);
  const { repaired, failure } = result;
  if (failure !== undefined)
    view.problem(
      `The registry could not be compared with what was published: ${failure}. The next start repeats that.`,
    );
  if (repaired > 0) view.note(`Lost by the registry's stream, and published now: ${repaired} changes.`);
  return result;
}

/** A notice that lost the race for its version to a window comes again a minute later, and has nothing to tell. */
function lookingAgain({ windowsQueue, noticesQueue }: Run["names"]): string[] {
  return [windowsQueue, noticesQueue];
}

function sinceStart(): string {
  return milliseconds(performance.now());
}

/** Prints the summary of what came of the run, and returns that. */
async function report(
  { options, graph, names, counters, types, lag, findings }: Run,
  { cloud }: LocalCloud,
  audit: StoreAudit,
  { loaded, atRest, repaired }: Filled,
): Promise<RunResult> {
  await audit.missing(); // Reads most of it now, so that both sides of the comparison are equally new.
  const arrivals = readArrivals(cloud.context, names);
  const registry = auditRegistry(cloud.context, names, arrivals);
  const store = await audit.result(arrivals);
  arrivals.close();
  const { quarantineBucket } = names;
  const aside = setAside(cloud.context, graph, {
    ...{ quarantineBucket, lookingAgain: lookingAgain(names), atRest, lost: counters.lost },
  });
  const consumers = Object.fromEntries(
    queueReaders(graph).map(({ reader, physicalName }) => [reader, counters.done.get(physicalName) ?? 0]),
  );
  const seconds = performance.now() / 1_000;
  const people = countPeople(cloud.context, names);
  const result = { people, repaired, consumers, registry, store, counters, types, lag, seconds, setAside: aside };
  const text = options.json
    ? summaryJson(result, findings, loaded)
    : `${inputLine(findings)}\n${summary(result, { width: process.stdout.columns, allTypes: options.allTypes })}`;
  process.stdout.write(`${text}\n`);
  return result;
}

function interrupted({ view, counters }: Run, signal: NodeJS.Signals): number {
  view.problem(
    `Stopped by ${signal}: ${counters.written} written, ${counters.applied} applied in this run. Nothing is lost: the next start resumes.`,
  );
  return signalExitCode[signal as keyof typeof signalExitCode];
}

async function serve(
  { options, counters, types, lag, stop, view: { problem } }: Run,
  { url, cloud }: LocalCloud,
  { session: { flow }, readContracts }: OpenSession,
  ready: () => void,
): Promise<void> {
  await readContracts().catch((error: unknown) => problem(explainError(error)));
  const forget = writeDevState(options.storage, { url, pid: process.pid });
  ready();
  if (!options.quiet)
    process.stderr.write(
      `Serving at ${url} until Ctrl-C. Talk to it with any AWS client:\n  ${shellExports(url, cloud.context.region)}\nSend an event with \`npx tributary send\`. What is saved is reloaded.\n${flowText(flow)}\n`,
    );
  const progress = { counters, types, lag };
  const view = startLiveView(
    {
      text: () => `${progressText(progress)}\n${flowText(flow)}`,
      lines: () => [progressLine(progress), ...flowLines(flow)],
    },
    options,
  );
  await stop.stopped;
  view.stop();
  forget();
}

function showProgress(progress: Progress, options: StartOptions): LiveView {
  return startLiveView({ text: () => progressText(progress), lines: () => [progressLine(progress)] }, options);
}
