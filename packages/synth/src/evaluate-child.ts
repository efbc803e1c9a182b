import { mkdtemp, realpath, rm } from "node:fs/promises";
import { createRequire, enableCompileCache } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { computedOutputs } from "./mocks/computed-outputs.ts";
import { dataSources } from "./mocks/data-sources.ts";
import { platformFolder } from "./platform.ts";
import { programErrors } from "./program-errors.ts";
import type { FoundRead } from "./reads/finding.ts";
import { nameLength } from "./reads/observe-chance.ts";
import { observeReads } from "./reads/observe-reads.ts";
import type { Recording } from "./recorded-resource.ts";
import { type PulumiInternals, recordingMonitor } from "./recording-monitor.ts";
import { offlineAnswers, passOn, serveRpc } from "./serve-rpc.ts";
import { sourcePlaces } from "./source-places.ts";

/** What the child is started with, as JSON in its first argument. */
export interface EvaluationRequest {
  readonly root: string;
  readonly stage: string;
  readonly bundle: string;
  /** Where the bundle is of an sst that deploys: it runs the program by itself, and calls that sst. */
  readonly host?: { readonly url: string; readonly app: string };
  /** Process id of who waits for the answer. */
  readonly parent: number;
}

/** What the child sends back over IPC, once: no recording where an error ended the program. */
export interface EvaluationAnswer {
  readonly recording?: Recording;
  readonly problems: readonly string[];
  /** All that the evaluation read besides the bundle; undefined where that does not decide how it ends. */
  readonly reads?: readonly FoundRead[] | undefined;
}

interface Program {
  readonly config: { app(input: { stage: string }): unknown; run(): Promise<unknown> };
  readonly run: (program: () => Promise<unknown>) => Promise<unknown>;
}
interface AppConfig {
  readonly name: string;
  readonly removal?: string;
  readonly protect?: boolean;
}
interface RunnableProgram {
  readonly app: AppConfig;
  readonly run: () => Promise<unknown>;
}
interface PulumiRuntime {
  runInPulumiStack(program: () => Promise<unknown>): Promise<unknown>;
}
interface PulumiSettings {
  setMockOptions(monitor: unknown, project: string, stack: string, preview: boolean): void;
}

// A process of its own, because the program changes the working directory, the environment and globals,
// and because after a first error its pending outputs never settle.
const { root, stage, bundle, parent, host } = JSON.parse(process.argv[2]!) as EvaluationRequest;

// In a thread, which a program that never yields does not hold up: nobody is left to end that once the parent is gone.
const watch = `setInterval(() => process.ppid !== ${parent} && process.kill(process.pid, "SIGKILL"), 500)`;
new Worker(watch, { eval: true }).unref();

// Most of the time goes into loading Pulumi, whose compiled code Node.js keeps from one evaluation to the next.
enableCompileCache();

function answer(message: EvaluationAnswer): void {
  process.send?.(message, () => process.exit());
}
const problems: string[] = [];
// What has no offline answer comes first: an error may only follow from it.
const fail = (error: unknown) =>
  answer({ problems: [...problems, ...programErrors(error, root, sourcePlaces(bundle))] });
process.on("unhandledRejection", fail).on("uncaughtException", fail);

// Physical names end in random characters; fixed, so that two evaluations compare.
const crypto = createRequire(import.meta.url)("node:crypto") as Record<string, unknown>;
const { randomBytes } = crypto as { readonly randomBytes: (size: number, ...more: unknown[]) => unknown };
crypto.randomBytes = (size: number, ...more: unknown[]) =>
  size === nameLength && more.length === 0 ? Buffer.alloc(nameLength) : randomBytes(size, ...more);

const work = await mkdtemp(join(tmpdir(), "tributary-synth-"));
const rpc = await serveRpc(
  host === undefined
    ? offlineAnswers(join(work, "empty"), method => problems.push(`SST call ${method} has no offline answer`))
    : passOn(host.url),
);
process.env.SST_SERVER = rpc.url;

const packages = await realpath(join(dirname(bundle), "node_modules"));
const journal = observeReads({
  packages,
  own: [work, bundle],
  rpcPort: Number(new URL(rpc.url).port),
});

const require = createRequire(join(platformFolder(root), "package.json"));
const pulumi: PulumiInternals = {
  MockMonitor: (require("@pulumi/pulumi/runtime/mocks") as PulumiInternals).MockMonitor,
  deserializeProperties: (require("@pulumi/pulumi/runtime/rpc") as PulumiInternals).deserializeProperties,
};
const runtime = require("@pulumi/pulumi/runtime") as PulumiRuntime;
const settings = require("@pulumi/pulumi/runtime/settings") as PulumiSettings;

// Snapshots of stages are compared with each other; what is deployed stands beside other stages.
const place = host === undefined ? "" : `${host.app}\n${stage}`;

const recorder = recordingMonitor(pulumi, {
  newResource({ type, name, inputs, custom }) {
    if (custom === false || type === "pulumi:pulumi:Stack") return { id: "", state: inputs };
    const compute = computedOutputs[type];
    if (compute === undefined)
      problems.push(`resource type ${type} ("${name}") is not known to the offline evaluation`);
    const { id, outputs } = compute?.(name, inputs, place) ?? { id: name, outputs: {} };
    return { id, state: { ...inputs, ...outputs } };
  },
  call({ token, inputs }) {
    const dataSource = dataSources[token];
    if (dataSource === undefined) problems.push(`data source ${token} has no offline answer`);
    return dataSource?.(inputs) ?? {};
  },
});

const { app, run } = host === undefined ? await bundledProgram() : hostedProgram(host.app);
settings.setMockOptions(recorder.monitor, app.name, stage, false);
// Resources may be made by outputs that nobody awaits: all is recorded when nothing is left to do.
process.channel?.unref();
let finished = false;
process.once("beforeExit", async () => {
  if (!finished) problems.push("the program never ends: something it waits for does not happen");
  await rm(work, { recursive: true });
  answer({ problems, recording: recording(), reads: journal.reason() === undefined ? journal.reads() : undefined });
});
await runtime.runInPulumiStack(run);
finished = true;

/** The program of our own bundle, told what sst tells it. */
async function bundledProgram(): Promise<RunnableProgram> {
  // SST's CLI defines it at build time, and some components read its providers as they load.
  Object.assign(globalThis, { $app: { stage, providers: {} } });
  const program = (await import(pathToFileURL(bundle).href)) as Program;
  const config = (await program.config.app({ stage })) as AppConfig;
  Object.assign(globalThis, {
    $app: { ...config, stage, removal: config.removal ?? "retain", protect: config.protect ?? false, providers: {} },
    $dev: false,
    $cli: {
      command: "diff",
      rpc: rpc.url,
      paths: { home: work, root, work, platform: platformFolder(root) },
      state: { version: {} },
    },
  });
  return { app: config, run: () => program.run(() => program.config.run()) };
}

/** The program of sst's bundle, which has been told, and runs as it loads. */
function hostedProgram(name: string): RunnableProgram {
  return {
    app: { name },
    run: async () => ((await import(pathToFileURL(bundle).href)) as { default: unknown }).default,
  };
}

function recording(): Recording {
  const builds = [...rpc.builds.values()];
  return {
    app: app.name,
    stage,
    // SST's own run of a program gives it back as an output.
    protect: app.protect ?? recorder.outputs._protect === true,
    outputs: recorder.outputs,
    resources: recorder.resources,
    links: recorder.links,
    functions: Object.fromEntries(
      builds.map(({ functionID, handler, links }) => [functionID, { handler, links: Object.keys(links).sort() }]),
    ),
  };
}
