import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { handlerProblem } from "./handler-problem.ts";
import { computedOutputs } from "./mocks/computed-outputs.ts";
import { dataSources } from "./mocks/data-sources.ts";
import { platformFolder } from "./platform.ts";
import { programErrors } from "./program-errors.ts";
import type { Recording } from "./recorded-resource.ts";
import { type PulumiInternals, recordingMonitor } from "./recording-monitor.ts";
import { serveRpc } from "./serve-rpc.ts";

/** What the child is started with, as JSON in its first argument. */
export interface EvaluationRequest {
  readonly root: string;
  readonly stage: string;
  readonly bundle: string;
}

/** What the child sends back over IPC, once. */
export type EvaluationAnswer = { readonly recording: Recording } | { readonly problems: readonly string[] };

interface Program {
  readonly config: { app(input: { stage: string }): unknown; run(): Promise<unknown> };
  readonly run: (program: () => Promise<unknown>) => Promise<unknown>;
}
interface AppConfig {
  readonly name: string;
  readonly removal?: string;
  readonly protect?: boolean;
}
interface PulumiRuntime {
  runInPulumiStack(program: () => Promise<unknown>): Promise<unknown>;
}
interface PulumiSettings {
  setMockOptions(monitor: unknown, project: string, stack: string, preview: boolean): void;
}

// A process of its own, because the program changes the working directory, the environment and globals,
// and because after a first error its pending outputs never settle.
const { root, stage, bundle } = JSON.parse(process.argv[2]!) as EvaluationRequest;

function answer(message: EvaluationAnswer): void {
  process.send?.(message, () => process.exit("problems" in message ? 1 : 0));
}
const fail = (error: unknown) => answer({ problems: programErrors(error, root) });
process.on("unhandledRejection", fail).on("uncaughtException", fail);

// Physical names end in random characters; fixed, so that two evaluations compare.
const crypto = createRequire(import.meta.url)("node:crypto") as Record<string, unknown>;
crypto.randomBytes = (size: number) => (size === 8 ? Buffer.alloc(8) : randomBytes(size));
syncBuiltinESMExports();

const problems: string[] = [];
const work = await mkdtemp(join(tmpdir(), "tributary-synth-"));
const rpc = await serveRpc(join(work, "empty"), method => problems.push(`SST call ${method} has no offline answer`));
process.env.SST_SERVER = rpc.url;

const require = createRequire(join(platformFolder(root), "package.json"));
const pulumi: PulumiInternals = {
  MockMonitor: (require("@pulumi/pulumi/runtime/mocks") as PulumiInternals).MockMonitor,
  deserializeProperties: (require("@pulumi/pulumi/runtime/rpc") as PulumiInternals).deserializeProperties,
};
const runtime = require("@pulumi/pulumi/runtime") as PulumiRuntime;
const settings = require("@pulumi/pulumi/runtime/settings") as PulumiSettings;

const recorder = recordingMonitor(pulumi, {
  newResource({ type, name, inputs, custom }) {
    if (custom === false || type === "pulumi:pulumi:Stack") return { id: "", state: inputs };
    const compute = computedOutputs[type];
    if (compute === undefined)
      problems.push(`resource type ${type} ("${name}") is not known to the offline evaluation`);
    const { id, outputs } = compute?.(name, inputs) ?? { id: name, outputs: {} };
    return { id, state: { ...inputs, ...outputs } };
  },
  call({ token, inputs }) {
    const dataSource = dataSources[token];
    if (dataSource === undefined) problems.push(`data source ${token} has no offline answer`);
    return dataSource?.(inputs) ?? {};
  },
});

// SST's CLI defines it at build time, and some components read its providers as they load.
Object.assign(globalThis, { $app: { stage, providers: {} } });
const program = (await import(pathToFileURL(bundle).href)) as Program;
const app = (await program.config.app({ stage })) as AppConfig;
Object.assign(globalThis, {
  $app: { ...app, stage, removal: app.removal ?? "retain", protect: app.protect ?? false, providers: {} },
  $dev: false,
  $cli: {
    command: "diff",
    rpc: rpc.url,
    paths: { home: work, root, work, platform: platformFolder(root) },
    state: { version: {} },
  },
});
settings.setMockOptions(recorder.monitor, app.name, stage, false);
// Resources may be made by outputs that nobody awaits: all is recorded when nothing is left to do.
process.channel?.unref();
let finished = false;
process.once("beforeExit", async () => {
  if (!finished) problems.push("the program never ends: something it waits for does not happen");
  for (const { functionID, handler } of rpc.builds.values()) {
    const problem = await handlerProblem(root, handler);
    if (problem !== undefined) problems.push(`function "${functionID}": ${problem}`);
  }
  await rm(work, { recursive: true });
  answer(problems.length > 0 ? { problems: problems.sort() } : { recording: recording() });
});
await runtime.runInPulumiStack(() => program.run(() => program.config.run()));
finished = true;

function recording(): Recording {
  const builds = [...rpc.builds.values()];
  return {
    app: app.name,
    stage,
    protect: app.protect ?? false,
    resources: recorder.resources,
    links: recorder.links,
    functions: Object.fromEntries(
      builds.map(({ functionID, handler, links }) => [functionID, { handler, links: Object.keys(links).sort() }]),
    ),
  };
}
