import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type EvaluatedDeployment, evaluateDeployment } from "@tributary/synth/evaluate-deployment";
import { SynthError } from "@tributary/synth/synth-error";
import { type CloudClient, CloudRefusal, cloudClient } from "../cloud-client.ts";
import {
  type Checkpoint,
  CheckpointError,
  checkpointFile,
  type ResourceState,
  readCheckpoint,
  writeCheckpoint,
} from "./checkpoint.ts";
import type { EngineCall } from "./engine-call.ts";
import { type EventLog, eventLog } from "./event-log.ts";
import { localAddresses } from "./local-addresses.ts";
import { passphraseCipher } from "./passphrase-cipher.ts";
import { resourceStates } from "./resource-states.ts";
import { type Step, stepsBetween } from "./steps.ts";

/** Surroundings of one call of the engine. */
export interface EngineOptions {
  /** The local cloud. */
  readonly endpoint: string;
  readonly passphrase: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly stop: AbortSignal;
}

/** A refusal that sst shows, at a resource where it is about one. */
class EngineError extends Error {
  override readonly name = "EngineError";
  readonly problems: readonly { readonly message: string; readonly urn?: string }[];
  constructor(problems: readonly { readonly message: string; readonly urn?: string }[], options?: ErrorOptions) {
    super(problems.map(({ message }) => message).join("\n"), options);
    this.problems = problems;
  }
}

/**
 * Does what sst asks of Pulumi's engine, on a local cloud: evaluates the program, applies the difference in one transaction, and
 * writes the events and the state that sst reads. Returns the exit code: 1 when something is refused; then nothing has changed.
 */
export async function runEngine(call: EngineCall, options: EngineOptions): Promise<number> {
  const events = eventLog(call.eventLog);
  try {
    await run(call, options, events);
    return 0;
  } catch (error) {
    for (const { message, urn } of problemsOf(error, options.stop)) events.failed(message, urn);
    return 1;
  }
}

async function run(call: EngineCall, options: EngineOptions, events: EventLog): Promise<void> {
  const started = Date.now();
  if (call.unsupported.length > 0)
    throw new EngineError([{ message: `the local cloud's engine does not support ${call.unsupported.join(", ")}` }]);
  const file = checkpointFile(call.backend, call);
  const checkpoint: Checkpoint = existsSync(file) ? readCheckpoint(file) : { resources: [] };
  const cipher = passphraseCipher(options.passphrase, checkpoint.salt);
  const client = cloudClient(options.endpoint);
  const write = (steps: readonly Step[]) => {
    const states = steps.flatMap(({ now }) => now ?? []);
    writeCheckpoint(file, `organization/${call.app}/${call.stage}`, states, cipher);
  };
  const tell = (steps: readonly Step[]) => {
    for (const step of steps) {
      events.begun(step);
      events.done(step);
    }
  };
  if (call.command === "destroy" || call.command === "refresh") {
    const steps =
      call.command === "destroy" ? await removed(call, checkpoint, client) : await refreshed(call, checkpoint, client);
    tell(steps);
    write(steps);
    events.finished(steps, started);
    return;
  }
  const { description, evaluated, root } = await evaluation(call, options, client);
  const steps = stepsBetween(
    checkpoint.resources,
    resourceStates(localAddresses(evaluated.recording.resources, options.endpoint), new Date().toISOString()),
    cipher,
  );
  refuseProtected(steps);
  if (call.command === "up") {
    const { region, account } = description;
    await client
      .deploy(call, { graph: { ...evaluated.graph, region, account }, root })
      .catch((error: unknown) => refuse(error, evaluated));
    write(steps);
  }
  tell(steps);
  events.finished(steps, started);
}

/** Evaluates the program that sst has bundled; its place is in the project file beside the state. */
async function evaluation(call: EngineCall, { environment, stop }: EngineOptions, client: CloudClient) {
  const description = await client.describe();
  const region = call.config["aws:region"];
  if (region !== undefined && region !== description.region)
    throw new EngineError([
      { message: `the program deploys to ${region}, and the local cloud is ${description.region}` },
    ]);
  const [, bundle = ""] = /^main: (.*)$/m.exec(readFileSync(join(call.backend, "Pulumi.yaml"), "utf8")) ?? [];
  const root = dirname(dirname(dirname(bundle)));
  // Source maps are read where an error needs one: following all of them doubles the time of an evaluation.
  const NODE_OPTIONS = (environment.NODE_OPTIONS ?? "").replace("--enable-source-maps", "");
  const evaluated = await evaluateDeployment({
    ...{ root, bundle, app: call.app, stage: call.stage, server: environment.SST_SERVER ?? "" },
    ...{ environment: { NODE_OPTIONS }, stop },
  });
  return { description, evaluated, root };
}

/** As Pulumi refuses it, before anything changes. https://www.pulumi.com/docs/iac/concepts/options/protect/ */
function refuseProtected(steps: readonly Step[]): void {
  const kept = steps.filter(({ op, old }) => op === "delete" && old?.protect);
  if (kept.length === 0) return;
  throw new EngineError(
    kept.map(({ urn }) => ({
      urn,
      message: "it is protected: take `protect` off it and deploy, before you remove it",
    })),
  );
}

async function removed(call: EngineCall, { resources }: Checkpoint, client: CloudClient): Promise<Step[]> {
  const steps = resources
    .toReversed()
    .map((old): Step => ({ op: "delete", urn: old.urn, type: old.type, old, changed: [] }));
  refuseProtected(steps);
  await client.remove(call);
  return steps;
}

/** What the cloud no longer has leaves the state: the next deployment makes it again. */
async function refreshed(call: EngineCall, { resources }: Checkpoint, client: CloudClient): Promise<Step[]> {
  const there = await client.deployed(call);
  const has = new Set((there ?? []).map(({ type, id }) => `${type}\n${id}`));
  return resources.map((old): Step => {
    const { urn, type, id } = old;
    const isGone = isDeployed(old) && !has.has(`${type}\n${id}`);
    return isGone
      ? { op: "delete", urn, type, old, changed: [] }
      : { op: "same", urn, type, old, now: old, changed: [] };
  });
}

/** Whether the cloud has it, and not sst alone: providers, and archives of code. */
function isDeployed({ custom, type }: ResourceState): boolean {
  return custom && !/^(?:pulumi:|random:|aws:s3\/bucketObjectv2:)/.test(type);
}

/** The cloud names type and name of each resource that it cannot have: sst shows the component that it is of. */
function refuse(error: unknown, { recording }: EvaluatedDeployment): never {
  if (!(error instanceof CloudRefusal)) throw error;
  const problems = error.message.split("\n").map(line => {
    const [, type, name, message] = /^(\S+) "([^"]+)": (.*)$/.exec(line) ?? [];
    const urn = recording.resources.find(resource => resource.type === type && resource.name === name)?.urn;
    return urn === undefined ? { message: line } : { message: message ?? line, urn };
  });
  throw new EngineError(problems, { cause: error });
}

function problemsOf(error: unknown, stop: AbortSignal): readonly { readonly message: string; readonly urn?: string }[] {
  if (stop.aborted) return [{ message: "it was stopped; nothing has changed" }];
  if (error instanceof EngineError) return error.problems;
  if (error instanceof SynthError) return error.problems.map(message => ({ message }));
  if (error instanceof CheckpointError || error instanceof CloudRefusal) return [{ message: error.message }];
  const stack = error instanceof Error ? error.stack : String(error);
  return [{ message: `this is a defect of tributary, not of your program; please report it.\n${stack}` }];
}
