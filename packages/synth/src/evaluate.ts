import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "./bundle-program.ts";
import type { EvaluationAnswer, EvaluationRequest } from "./evaluate-child.ts";
import type { Graph } from "./graph.ts";
import { graphOf } from "./graph-of.ts";
import { platformFolder } from "./platform.ts";
import { SynthError } from "./synth-error.ts";

/**
 * Evaluates `sst.config.ts` in `folder` for each stage, with nothing created and no account, and returns one graph a stage.
 * Needs the SST platform (`installPlatform`). Rejects with a `SynthError` that lists what is wrong with the program,
 * every unknown resource type and every unanswered call by name.
 */
export async function evaluate(folder: string, stages: readonly string[]): Promise<Graph[]> {
  for (const stage of stages) {
    const problem = stageProblem(stage);
    if (problem !== undefined) throw new SynthError([problem]);
  }
  const root = await programRoot(folder);
  // Inside the platform folder, so that Pulumi and the providers resolve to the platform's own.
  const bundle = join(await realpath(platformFolder(root)), `tributary-program-${randomUUID()}.mjs`);
  try {
    await bundleProgram(root, bundle);
    const graphs: Graph[] = [];
    for (const stage of stages) graphs.push(await evaluateStage({ root, stage, bundle }));
    return graphs;
  } finally {
    await rm(bundle, { force: true });
  }
}

/** Why a stage cannot have this name; undefined when it can. SST rejects the same: `feature/x` would be part of resources' names. */
export function stageProblem(stage: string): string | undefined {
  if (/^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(stage)) return undefined;
  return `the stage ${JSON.stringify(stage)} is invalid: use letters, digits and inner hyphens`;
}

/** The folder as it really is; rejects with a `SynthError` when it has no program. */
async function programRoot(folder: string): Promise<string> {
  if (!existsSync(join(folder, "sst.config.ts"))) throw new SynthError([`there is no sst.config.ts in ${folder}`]);
  return realpath(folder);
}

async function evaluateStage(request: EvaluationRequest): Promise<Graph> {
  const script = fileURLToPath(new URL("evaluate-child.ts", import.meta.url));
  const child = spawn(process.execPath, ["--enable-source-maps", script, JSON.stringify(request)], {
    cwd: request.root,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", text => said.push(text));
  const answer = await new Promise<EvaluationAnswer>((resolve, reject) => {
    child.on("message", message => resolve(message as EvaluationAnswer));
    child.on("error", reject);
    child.on("close", () => resolve({ problems: ["the program ended without a result", ...lines(said.join(""))] }));
  });
  if ("problems" in answer) throw new SynthError(answer.problems);
  return graphOf(answer.recording);
}

const lines = (text: string) => text.split("\n").filter(line => line.trim() !== "");
