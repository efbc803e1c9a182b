import { globSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { explainStart } from "@tributary/cli/explain-start";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { type LocalCloud, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import type { Graph } from "@tributary/synth/graph";
import { type Counters, count, zero } from "./counters.ts";
import { createInputFindings, type InputFindings, inputLine } from "./input-findings.ts";
import { createLagMeter, type LagMeter } from "./lag-meter.ts";
import { type LiveView, milliseconds, startLiveView } from "./live-view.ts";
import { load, type RegistryWrite } from "./load.ts";
import type { StartOptions } from "./options.ts";
import { reconcile } from "./reconcile.ts";
import { writesFromInput, writesFromSynthetic } from "./registry-writes.ts";
import { deadLetterCounts, settle } from "./settle.ts";
import { hearStopSignals, type StopSignal, signalExitCode } from "./stop-signal.ts";
import { summary, summaryJson } from "./summary.ts";
import { watchedNames } from "./watched-names.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const DEFAULT_PORT = 4566;

/** What the steps of one run share. */
interface Run {
  readonly options: StartOptions;
  readonly graph: Graph;
  readonly names: ReturnType<typeof watchedNames>;
  readonly counters: Counters;
  readonly lag: LagMeter;
  readonly view: LiveView;
  readonly findings: InputFindings;
  readonly stop: StopSignal;
}

/**
 * Runs the main job; the exit code is the result. 0 clean, 1 changes missing or bad records, 2 input unreadable,
 * 128 and more stopped by a signal before the end. `UsageError` when it cannot start.
 */
export async function run(options: StartOptions): Promise<number> {
  const graph = readGraph(join(root, "infra/graph.json"));
  const [counters, lag] = [zero(), createLagMeter()];
  const view = startLiveView(counters, lag, options);
  const findings = createInputFindings(view.problem);
  const job: Run = {
    options,
    graph,
    names: watchedNames(graph),
    counters,
    lag,
    view,
    findings,
    stop: hearStopSignals(),
  };
  const local = await start(job);
  try {
    view.note(`The local cloud is ready at ${local.url}, ${sinceStart()} after the start.`);
    const loaded = await fill(job, local);
    view.stop();
    if (job.stop.signal.aborted) return interrupted(job, await job.stop.stopped);
    const missing = report(job, local, loaded);
    if (!options.once) await serve(job, local);
    if (findings.unreadable > 0 || !loaded) return 2;
    return missing > 0 || findings.bad > 0 ? 1 : 0;
  } finally {
    view.stop();
    await local.stop();
  }
}

async function start({ options, graph, names, counters, lag, view }: Run): Promise<LocalCloud> {
  const port = options.port ?? (options.once ? 0 : DEFAULT_PORT);
  try {
    return await startLocalCloud({
      ...{ graph, root, port, storage: options.storage, fresh: options.fresh },
      onActivity(activity) {
        const { written, applied } = counters;
        count(counters, activity, names);
        if (counters.written > written) lag.written(counters.written - written, Date.now());
        if (counters.applied > applied) lag.applied(counters.applied - applied, Date.now());
        if (applied === 0 && counters.applied > 0)
          view.note(`The first applied event, ${sinceStart()} after the start.`);
      },
    });
  } catch (error) {
    throw explainStart(error, { host: "127.0.0.1", port });
  }
}

/** Loads the input and waits until all of it has arrived. False when the load ended before its end. */
async function fill({ options, names, findings, view, stop }: Run, { url, cloud }: LocalCloud): Promise<boolean> {
  const credentials = { accessKeyId: "LOCALREGISTRY", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint: url, region: cloud.context.region, credentials });
  let loaded = true;
  try {
    await load(until(stop.signal, writes(options, findings, stop.signal)), {
      client,
      table: names.registryTable,
      onRefused: ({ at }, reason) => findings.report("bad", at ?? { file: "made-up patient", line: 0 }, reason),
    });
  } catch (error) {
    loaded = false;
    // The name alone: what a service says may quote a value.
    view.problem(`The load ended early: DynamoDB at ${url} failed with ${(error as Error).name}.`);
  }
  client.destroy();
  await settle(cloud, stop.signal);
  return loaded;
}

async function* until(stop: AbortSignal, all: AsyncIterable<RegistryWrite>): AsyncGenerator<RegistryWrite> {
  for await (const write of all) {
    if (stop.aborted) return;
    yield write;
  }
}

function sinceStart(): string {
  return milliseconds(performance.now());
}

function writes({ input, patients, seed }: StartOptions, findings: InputFindings, stop: AbortSignal) {
  if (patients !== undefined) return writesFromSynthetic(patients, seed, findings);
  return writesFromInput(input.length > 0 ? input : examplePatients(), findings, stop);
}

/** HL7's official FHIR R4 examples, from their npm package. */
function examplePatients(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve("hl7.fhir.r4.examples/package.json"));
  return globSync("Patient-*.json", { cwd: folder })
    .sort()
    .map(file => join(folder, file));
}

/** Prints the summary; returns how many changes are missing. */
function report(
  { options, graph, names, counters, lag, findings }: Run,
  { cloud }: LocalCloud,
  loaded: boolean,
): number {
  const reconciliation = reconcile(cloud.context, names);
  const deadLetters = deadLetterCounts(cloud.context, graph);
  const result = { reconciliation, counters, lag, seconds: performance.now() / 1_000, deadLetters };
  const text = options.json ? summaryJson(result, findings, loaded) : `${inputLine(findings)}\n${summary(result)}`;
  process.stdout.write(`${text}\n`);
  return reconciliation.missing.length;
}

function interrupted({ view, counters }: Run, signal: NodeJS.Signals): number {
  view.problem(
    `Stopped by ${signal}: ${counters.written} written, ${counters.applied} applied in this run. Nothing is lost: the next start goes on with it.`,
  );
  return signalExitCode[signal as keyof typeof signalExitCode];
}

async function serve({ options, counters, lag, stop }: Run, { url, cloud }: LocalCloud): Promise<void> {
  if (!options.quiet)
    process.stderr.write(
      `Serving at ${url} until Ctrl-C. Talk to it with any AWS client:\n  export AWS_ENDPOINT_URL=${url} AWS_REGION=${cloud.context.region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local\n`,
    );
  const view = startLiveView(counters, lag, options);
  await stop.stopped;
  view.stop();
}
