import { evaluateStage } from "./evaluate-stage.ts";
import type { Graph } from "./graph.ts";
import { graphOf } from "./graph-of.ts";
import type { Recording } from "./recorded-resource.ts";
import { SynthError } from "./synth-error.ts";

/** A program that a running sst has bundled, for the stage that it deploys. */
export interface HostedProgram {
  /** Folder of `sst.config.ts`. */
  readonly root: string;
  readonly app: string;
  readonly stage: string;
  /** The file that sst has written. */
  readonly bundle: string;
  /** Where that sst listens for its components' calls: it builds functions. */
  readonly server: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly stop?: AbortSignal;
}

/** The graph of a deployment, and all that the program registered, in its order. */
export interface EvaluatedDeployment {
  readonly graph: Graph;
  readonly recording: Recording;
}

/** Evaluates what a running sst deploys, as `evaluate` does: nothing is created. Rejects with a `SynthError`. */
export async function evaluateDeployment(program: HostedProgram): Promise<EvaluatedDeployment> {
  const { root, app, stage, bundle, server, environment, stop } = program;
  const request = { root, stage, bundle, host: { url: server, app } };
  const { recording, problems } = await evaluateStage(request, environment, stop);
  if (recording === undefined || problems.length > 0) throw new SynthError([...problems].sort());
  return { graph: graphOf(recording), recording };
}
